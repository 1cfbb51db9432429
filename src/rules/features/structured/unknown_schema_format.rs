use crate::finding::quoted;
use crate::join::join_with;
use crate::mask::shown;
use crate::nearest::nearest;
use crate::payload::Payload;
use crate::payload::json_schema::UnsupportedKind;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds values of `format`, in a strict tool or in structured output, that are not listed on the page on
    /// structured outputs.
    ///
    /// ## Why the API refuses it
    ///
    /// There is a grammar for each listed format. How the API handles other formats was not seen.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"phone": {"type": "string", "format": "phone"}},
    ///         "required": ["phone"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
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
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"mail": {"type": "string", "format": "email"}},
    ///         "required": ["mail"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on structured outputs.
    PL724 "unknown-schema-format",
    summary: "a strict schema has a `format` that is not listed as supported",
    severity: Warning,
    confidence: Documented,
    seen: "2026-10-08",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        for unsupported in &constrained.unsupported {
            let UnsupportedKind::Format(value) = unsupported.kind else { continue };
            let name = value.as_str().unwrap_or_default();
            let known = || payload.context.knowledge.subset().formats().map(|row| &row.format);
            let help = match nearest(&name, known().map(|format| &**format)) {
                Some(near) => shown!("did you mean {}?", quoted(near)),
                None => {
                    shown!("use one of {}, or describe it in `description`", join_with(", ", known()))
                }
            };
            let owner = constrained.owner.described();
            let diagnostic = RULE
                .at(value, shown!("{owner}: format {} is not listed as supported", quoted(&name), owner))
                .label("may not be supported")
                .help(help)
                .response_status(400, "invalid_request_error");
            sink.push(match unsupported.open_object {
                Some(value) => diagnostic.yields_to("open-object", value),
                None => diagnostic,
            });
        }
    }
}
