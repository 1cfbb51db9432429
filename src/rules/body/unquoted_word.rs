use crate::finding::{Safety, quoted_source};
use crate::json::{SyntaxError, SyntaxFault};
use crate::mask::shown;
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a key or a string without quotes, or without its opening quote.
    ///
    /// ## Why the API refuses it
    ///
    /// JavaScript allows unquoted keys; in JSON, every key and every string must be in double quotes.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {model: "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
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
    /// Adds the missing quotes. Safe for a key; unsafe for a value, which may have been intended as a variable.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL107 "unquoted-word",
    summary: "an unquoted key or string",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::RepeatedSyntax(&[SyntaxFault::UnquotedKey, SyntaxFault::UnquotedString], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let word = quoted_source(text, error.span.clone());
    let (what, safety) = match error.fault {
        SyntaxFault::UnquotedKey => ("key", Safety::Safe),
        _ => ("string", Safety::Unsafe),
    };
    let diagnostic = RULE
        .at(Anchor::Source(error.span.clone()), shown!("unquoted {what} {word}", what, word))
        .label("missing quotes")
        .help(shown!("write `\"{}\"`", word.unquoted()))
        .response_without_message("E148");
    if error.edits.is_empty() || error.text(text).contains(['\\', '"']) {
        return diagnostic;
    }
    // Inserts the quotes only: the word itself may be long, or a credential.
    diagnostic.fix(safety, "add the quotes", error.edits.iter().map(|at| Edit::source(at.clone(), "\"")))
}
