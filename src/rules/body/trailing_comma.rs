use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a comma before a closing bracket or before another comma.
    ///
    /// ## Why the API refuses it
    ///
    /// JavaScript and Python allow trailing commas; JSON does not.
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
    /// Safe: removes the comma.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL103 "trailing-comma",
    summary: "a trailing or extra comma",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::RepeatedSyntax(&[SyntaxFault::TrailingComma, SyntaxFault::ExtraComma], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    let message = if error.fault == SyntaxFault::TrailingComma { "trailing comma" } else { "extra comma" };
    RULE.at(Anchor::Source(error.span.clone()), message)
        .label("remove this comma")
        .help("remove the comma, or add the value that should follow it")
        .response_without_message("E148")
        .fix(Safety::Safe, "remove the comma", [Edit::source(error.span.clone(), "")])
}
