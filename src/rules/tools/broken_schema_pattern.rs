use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::syntax_error;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `pattern` that no regex engine accepts: an unclosed bracket, a quantifier with nothing to repeat, a
    /// trailing backslash. Syntax that only some dialects allow is not reported.
    ///
    /// ## Why the API refuses it
    ///
    /// Draft 2020-12 requires a valid regular expression. A validator that checks the format of `pattern` rejects the
    /// schema, and one that does not accepts it; which of the two the API does was not seen. In either case, no grammar
    /// can be made from the pattern.
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
    summary: "a `pattern` is not a valid regular expression",
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
            let Some(reason) = syntax_error(&text) else { continue };
            let message = shown!("{}: {} is not a valid regular expression", schema.owner.described(), quoted(&text));
            let diagnostic = RULE
                .at(*pattern, message)
                .label(reason)
                .help("use a regular expression, such as `.*\\.txt` instead of the glob `*.txt`, or remove `pattern`")
                .response_status(400, "invalid_request_error");
            sink.push(diagnostic);
        }
    }
}
