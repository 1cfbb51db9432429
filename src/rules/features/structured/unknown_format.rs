use crate::finding::quoted;
use crate::nearest::nearest;
use crate::payload::Payload;
use crate::payload::json_schema::DepartureKind;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds values of `format`, in a strict tool or in structured output, that the page on structured outputs does not list.
    ///
    /// ## Why the API refuses it
    ///
    /// Each listed format has a grammar. What happens to another was not seen.
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
    summary: "a strict schema has a `format` that is not in the list",
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
        for departure in &constrained.departures {
            let DepartureKind::Format(value) = departure.kind else { continue };
            let name = value.as_str().unwrap_or_default();
            let known = || payload.context.knowledge.subset().formats().map(|row| &*row.format);
            let help = match nearest(&name, known()) {
                Some(near) => format!("did you mean {}?", quoted(near)),
                None => format!("use one of {}, or say it in `description`", known().collect::<Vec<_>>().join(", ")),
            };
            let diagnostic = RULE
                .at(
                    value,
                    format!("{}: the format {} is not in the list", constrained.owner.described(), quoted(&name)),
                )
                .label("may not be supported")
                .help(help);
            sink.push(diagnostic.response_status(400, "invalid_request_error"));
        }
    }
}
