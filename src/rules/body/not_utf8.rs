use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds bytes that are not valid UTF-8, and text encoded as UTF-16.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON that is sent over a network must be UTF-8 (RFC 8259, section 8.1).
    ///
    /// ## Example
    ///
    /// ```json,fail,latin-1
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Café"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Café"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// RFC 8259, section 8.1, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the
    /// response (E148). The messages are listed in `schemas/json-errors.json`.
    PL114 "not-utf8",
    summary: "a body that is not UTF-8",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::Utf16, SyntaxFault::InvalidUtf8], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    let place = Anchor::Source(error.span.clone());
    let diagnostic = match error.fault {
        SyntaxFault::Utf16 => RULE
            .at(place, "the body looks like UTF-16")
            .label("typical start of UTF-16 text")
            .help("encode the text as UTF-8; in PowerShell 5, write files with `-Encoding utf8`"),
        _ => RULE
            .at(place, "the body is not valid UTF-8")
            .label("invalid UTF-8")
            .help("encode the text as UTF-8, not as Latin-1 or Windows-1252; encode binary data in base64"),
    };
    diagnostic.response_without_message("E148")
}
