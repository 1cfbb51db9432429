use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::{Owner, UnsupportedKind};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `true` as the schema of a property, in a strict tool or in structured output.
    ///
    /// ## Why the API refuses it
    ///
    /// `true` accepts any value, and there is no grammar for any value. Libraries generate it for types that they do
    /// not know.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "book",
    ///       "input_schema": {"type": "object", "properties": {"score": true}, "required": ["score"], "additionalProperties": false},
    ///       "strict": true
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "book",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"score": {"type": "number"}},
    ///         "required": ["score"],
    ///         "additionalProperties": false
    ///       },
    ///       "strict": true
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Recorded traffic, 2026-08, for a strict tool (F04).
    PL721 "boolean-property-schema",
    summary: "a property of a strict schema has `true` as its schema",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/strict-tool-use",
    since: "0.1.0",
    responses: ["F04"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        for unsupported in &constrained.unsupported {
            let UnsupportedKind::AnyValue(key, value) = unsupported.kind else { continue };
            let name = quoted(&key.as_str().unwrap_or_default());
            let diagnostic = RULE
                .at(value, shown!("{}: property {name} has no schema", constrained.owner.described(), name))
                .label("accepts any value")
                .help("describe the value, for example with `{\"type\": \"string\"}`");
            let diagnostic = match constrained.owner {
                Owner::Tool(_) => diagnostic.response("F04", []).response_path(ResponsePath::from(&constrained.owner)),
                Owner::Output(_) => diagnostic.response_status(400, "invalid_request_error"),
            };
            sink.push(match unsupported.open_object {
                Some(value) => diagnostic.yields_to("open-object", value),
                None => diagnostic,
            });
        }
    }
}
