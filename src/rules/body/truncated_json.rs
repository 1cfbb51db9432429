use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::mask::{quoted, shown};
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a body that ends inside a string, an array or an object, and a string without its closing quote.
    ///
    /// ## Why the API refuses it
    ///
    /// The JSON is incomplete. Usual causes are a file that was cut off while it was written, a buffer that was too
    /// small, and a missing bracket or quote.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]
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
    /// Unsafe: inserts the closing quote of a string before the key that it swallows.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL112 "truncated-json",
    summary: "truncated JSON",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::UnclosedString, SyntaxFault::UnclosedBracket], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let opening = error.opening.clone();
    let diagnostic = if error.fault == SyntaxFault::UnclosedString {
        // An unclosed string extends to the end of the text: its opening quote shows more.
        let diagnostic = RULE
            .at(Anchor::Source(opening.unwrap_or(error.span.clone())), "unterminated string")
            .label("this quote is never closed")
            .help("close the string; write a quote that is part of the text as `\\\"`");
        if error.edits.is_empty() {
            diagnostic
        } else {
            let edits = error.edits.iter().map(|at| Edit::source(at.clone(), "\""));
            diagnostic.fix(Safety::Unsafe, "insert the closing quote", edits)
        }
    } else {
        let unclosed =
            opening.map(|opening| (Anchor::Source(opening), quoted(error.opening_text(text).unwrap_or_default())));
        let diagnostic = RULE
            .at(Anchor::Source(error.span.clone()), "unexpected end of JSON: a bracket is not closed")
            .label("the text ends here")
            .help("send the complete text, or close the open brackets");
        match unclosed {
            Some((anchor, bracket)) => diagnostic.related(anchor, shown!("unclosed {bracket}", bracket)),
            None => diagnostic,
        }
    };
    diagnostic.response_without_message("E148")
}
