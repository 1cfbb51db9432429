use crate::finding::quoted;
use crate::payload::Payload;
use crate::payload::json_schema::{DepartureKind, Owner};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `true` in place of a property's schema, in a strict tool or in structured output.
    ///
    /// ## Why the API refuses it
    ///
    /// `true` takes any value, and a grammar for any value does not exist. Libraries write it for types that they do not know.
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
    /// Recorded traffic, 2026-08 (row F04 of the catalogue), for a strict tool.
    PL721 "boolean-property-schema",
    summary: "a property of a strict schema has `true` in place of a schema",
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
        for departure in &constrained.departures {
            let DepartureKind::AnythingGoes(key, value) = departure.kind else { continue };
            let name = quoted(&key.as_str().unwrap_or_default());
            let diagnostic = RULE
                .at(value, format!("{}: the property {name} has no schema", constrained.owner.described()))
                .label("any value")
                .help("say what the property holds, such as `{\"type\": \"string\"}`");
            sink.push(match constrained.owner {
                Owner::Tool(_) => diagnostic.response("F04", []).response_path(ResponsePath::from(&constrained.owner)),
                Owner::Output(_) => diagnostic.response_status(400, "invalid_request_error"),
            });
        }
    }
}
