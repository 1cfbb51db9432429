use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds two members of an object, or two items of an array, that no comma separates.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON separates members and items with commas.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5" "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
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
    /// Safe: inserts the comma.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL104 "missing-comma",
    summary: "a missing comma between two members or items",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::RepeatedSyntax(&[SyntaxFault::MissingComma], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    RULE.at(Anchor::Source(error.span.clone()), "missing comma")
        .label("expected a comma here")
        .help("add a comma between the two values")
        .response_without_message("E148")
        .fix(Safety::Safe, "insert the comma", [Edit::source(error.span.clone(), ",")])
}
