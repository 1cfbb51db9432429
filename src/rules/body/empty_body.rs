use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a body without a single value: an empty file, or white space alone.
    ///
    /// ## Why the API refuses it
    ///
    /// A request to the Messages API is a JSON object. An empty body is no JSON.
    ///
    /// ## Example
    ///
    /// ```json,fail
    ///
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
    /// Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL101 "empty-body",
    summary: "the body is empty",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::Empty], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    RULE.at(Anchor::Source(error.span.clone()), "the body is empty")
        .label("nothing here")
        .help("send a JSON object with `model`, `max_tokens` and `messages`")
        .response_status(400, "invalid_request_error")
}
