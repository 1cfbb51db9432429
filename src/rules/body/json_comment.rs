use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `// …`, `/* … */` and `# …` comments.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON does not allow comments.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, // enough for a greeting
    ///  "messages": [{"role": "user", "content": "Hello"}]}
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
    /// Safe: removes the comment.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL105 "json-comment",
    summary: "a comment in JSON",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::RepeatedSyntax(&[SyntaxFault::Comment], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    let diagnostic = RULE
        .at(Anchor::Source(error.span.clone()), "comments are not allowed in JSON")
        .label("remove this comment")
        .help("remove the comment before sending the request")
        .response_without_message("E148");
    if error.edits.is_empty() {
        return diagnostic
            .label("the comment extends to the end")
            .help("remove the comment, but not the rest of the request");
    }
    diagnostic.fix(Safety::Safe, "remove the comment", error.edits.iter().map(|span| Edit::source(span.clone(), "")))
}
