use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a comma that nothing follows: before a closing bracket, or before another comma.
    ///
    /// ## Why the API refuses it
    ///
    /// JavaScript and Python allow it, JSON does not.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"},]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Safe: the comma is removed.
    ///
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows
    /// depends on the parser behind it and was not seen for this fault.
    PL103 "trailing-comma",
    summary: "a comma that nothing follows",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::TrailingComma, SyntaxFault::ExtraComma], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    let comma = Anchor::Source(error.span.clone());
    RULE.at(comma.clone(), "JSON allows no comma that nothing follows")
        .label("remove this comma")
        .help("remove the comma, or write the element that should follow it")
        .response_status(400, "invalid_request_error")
        .fix(Safety::Safe, "remove the comma", vec![(comma, String::new())])
}
