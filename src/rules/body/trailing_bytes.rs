use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds text behind the end of the JSON value: a second value, a log line, a stray bracket.
    ///
    /// ## Why the API refuses it
    ///
    /// A body is one JSON value.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]} {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Bye"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL115 "trailing-bytes",
    summary: "something follows the value",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::TrailingBytes], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let rest = text.get(error.span.clone()).unwrap_or_default();
    let help = match rest.as_bytes().first() {
        Some(b'{' | b'[') => {
            "send one value a request; several requests go into a file one a line (`.jsonl`), or into a batch"
        }
        Some(b'}' | b']') => "remove the bracket that nothing opened",
        _ => "remove what follows the value",
    };
    RULE.at(Anchor::Source(error.span.clone()), "something follows the JSON value")
        .label("not part of the value")
        .help(help)
        .response_status(400, "invalid_request_error")
}
