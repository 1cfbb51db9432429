use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds bytes that are not UTF-8, and text in UTF-16.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON that is exchanged between systems is UTF-8 (RFC 8259, section 8.1).
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
    /// RFC 8259, section 8.1. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL114 "not-utf8",
    summary: "the body is not UTF-8",
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
            .label("UTF-16 begins like this")
            .help("encode the text as UTF-8; PowerShell 5 writes UTF-16 unless told `-Encoding utf8`"),
        _ => RULE
            .at(place, "the body is not UTF-8")
            .label("these bytes are no UTF-8 character")
            .help("encode the text as UTF-8, not as Latin-1 or Windows-1252; binary data has to be base64"),
    };
    diagnostic.response_status(400, "invalid_request_error")
}
