use crate::knowledge::Support;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds the field `output_format`.
    ///
    /// ## Why the API refuses it
    ///
    /// It was the name while structured outputs were a beta, and it is taken only with the header
    /// `anthropic-beta: structured-outputs-2025-11-13`. `output_config.format` needs no header.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_format": {
    ///     "type": "json_schema",
    ///     "schema": {
    ///       "type": "object",
    ///       "properties": {"colour": {"type": "string"}},
    ///       "required": ["colour"],
    ///       "additionalProperties": false
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
    ///         "properties": {"colour": {"type": "string"}},
    ///         "required": ["colour"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on structured outputs; recorded traffic with the header was accepted.
    PL731 "deprecated-output-format",
    summary: "`output_format` is the old name of `output_config.format`",
    severity: Warning,
    confidence: Documented,
    seen: "2026-10-08",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(format) = payload.fields.output_format else { return };
    // Without its header the field is refused, which is told as such.
    if payload.context.beta("structured-outputs-2025-11-13") == Support::No {
        return;
    }
    let key = payload.body.member("output_format").map_or(format, |(key, _)| key);
    let diagnostic = RULE
        .at(key, "`output_format` is deprecated")
        .label("the old name")
        .help("write the same object as `\"output_config\": {\"format\": {…}}`; the beta header is not needed then");
    sink.push(diagnostic);
}
