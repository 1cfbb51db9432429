use crate::finding::quoted;
use crate::payload::Payload;
use crate::payload::json_schema::is_broken;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `pattern` that no engine for regular expressions takes: an unclosed bracket, a quantifier with nothing before it, a
    /// lone backslash at the end. What some dialect allows is not looked at.
    ///
    /// ## Why the API refuses it
    ///
    /// Draft 2020-12 wants a valid regular expression. A checker that looks at the format of `pattern` refuses the schema, one that
    /// does not lets it pass; which of the two the API does was not seen. A grammar cannot be made from it in any case.
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
    ///       "name": "list_files",
    ///       "input_schema": {"type": "object", "properties": {"glob": {"type": "string", "pattern": "*.txt"}}}
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
    ///       "name": "list_files",
    ///       "input_schema": {"type": "object", "properties": {"glob": {"type": "string", "pattern": ".*\\.txt"}}}
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Inferred from draft 2020-12, section 6.3.3.
    PL413 "broken-schema-pattern",
    summary: "a `pattern` is no regular expression",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for schema in payload.schemas() {
        for pattern in &schema.survey.patterns {
            let Some(text) = pattern.as_str() else { continue };
            if let Some(reason) = is_broken(&text) {
                let diagnostic = RULE
                    .at(*pattern, format!("{}: {} is no regular expression", schema.owner.described(), quoted(&text)))
                    .label(reason)
                    .help("write a regular expression, such as `.*\\.txt` for what a shell calls `*.txt`, or leave `pattern` out");
                sink.push(diagnostic.response_status(400, "invalid_request_error"));
            }
        }
    }
}
