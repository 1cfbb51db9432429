use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds data after the end of the JSON value: a second value, a log line, a stray bracket.
    ///
    /// ## Why the API refuses it
    ///
    /// A body must be a single JSON value.
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
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL115 "trailing-bytes",
    summary: "unexpected data after the JSON value",
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
    let help = match error.text(text).as_bytes().first() {
        Some(b'{' | b'[') => {
            "send one value per request; put several requests on one line each (`.jsonl`), or in a batch"
        }
        Some(b'}' | b']') => "remove the unmatched bracket",
        _ => "remove the data after the value",
    };
    RULE.at(Anchor::Source(error.span.clone()), "unexpected data after the JSON value")
        .label("not part of the value")
        .help(help)
        .response_without_message("E148")
}
