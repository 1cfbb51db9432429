use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a body without a value: an empty file, or only whitespace.
    ///
    /// ## Why the API refuses it
    ///
    /// A request to the Messages API is a JSON object. An empty body is not valid JSON.
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
    /// The API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL101 "empty-body",
    summary: "an empty body",
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
        .label("expected a JSON object")
        .help("send a JSON object with `model`, `max_tokens` and `messages`")
        .response_without_message("E148")
}
