use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a text that ends inside a string, an array or an object.
    ///
    /// ## Why the API refuses it
    ///
    /// The rest is missing: a file cut off while it was written, a buffer that was too small, a forgotten bracket or quote.
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
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL112 "truncated-json",
    summary: "the text ends before its value does",
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
    let diagnostic = match error.fault {
        // The string that never ends is all of the rest: its first quote says more.
        SyntaxFault::UnclosedString => RULE
            .at(Anchor::Source(error.span.start..error.span.start + 1), "the text ends inside a string")
            .label("this quote is never closed")
            .help("close the string; if a quote belongs to the text, write it as `\\\"`"),
        _ => RULE
            .at(Anchor::Source(error.span.clone()), "the text ends before its brackets are closed")
            .label("the text ends here")
            .help("send the whole text; if it is whole, close what is open"),
    };
    let diagnostic = diagnostic.response_status(400, "invalid_request_error");
    match &error.opening {
        Some(opening) => {
            let bracket = text.get(opening.clone()).unwrap_or_default();
            diagnostic.related(Anchor::Source(opening.clone()), format!("this `{bracket}` is still open"))
        }
        None => diagnostic,
    }
}
