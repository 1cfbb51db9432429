use crate::finding::{Safety, quoted_source};
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a key without quotes, and a word without quotes where a value belongs.
    ///
    /// ## Why the API refuses it
    ///
    /// JavaScript allows the former; in JSON every key and every text stands in double quotes.
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
    /// Safe for a key: it is put in quotes. Unsafe for a value, which may have been meant as a variable.
    ///
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL107 "unquoted-word",
    summary: "a word without quotes",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::UnquotedKey, SyntaxFault::UnquotedString], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let word = text.get(error.span.clone()).unwrap_or_default();
    let shown = quoted_source(text, error.span.clone());
    let place = Anchor::Source(error.span.clone());
    let is_key = error.fault == SyntaxFault::UnquotedKey;
    // Only the quotes are written: the word itself may be long, or a credential.
    let quotes = [error.span.start, error.span.end].map(|at| (Anchor::Source(at..at), "\"".to_owned()));
    let (what, safety) = if is_key { ("the key", Safety::Safe) } else { ("the word", Safety::Unsafe) };
    let diagnostic = RULE
        .at(place, format!("{what} {shown} has no quotes"))
        .label("no quotes")
        .help(format!("write `\"{}\"`", shown.trim_matches('`')))
        .response_status(400, "invalid_request_error");
    if word.contains(['\\', '"']) { diagnostic } else { diagnostic.fix(safety, "put it in quotes", quotes.to_vec()) }
}
