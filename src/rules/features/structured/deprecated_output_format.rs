use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds the field `output_format`.
    ///
    /// ## Why the API refuses it
    ///
    /// This was the name of the field while structured outputs were in beta. It is only accepted with the header
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
    let Some((key, _)) = payload.body.member("output_format") else { return };
    let diagnostic = RULE
        .at(key, "`output_format` is deprecated")
        .label("old name of `output_config.format`")
        .help("move the object to `\"output_config\": {\"format\": {…}}`, which needs no beta header")
        .yields_to("beta-field-without-header", key);
    sink.push(diagnostic);
}
