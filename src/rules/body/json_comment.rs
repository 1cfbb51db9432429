use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `// …`, `/* … */` and `# …` between the parts of a JSON text.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON has no comments.
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
    /// Safe: the comment is removed.
    ///
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL105 "json-comment",
    summary: "a comment",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::Comment], diagnostic),
}

fn diagnostic(error: &SyntaxError, _text: &str) -> Diagnostic {
    let comment = Anchor::Source(error.span.clone());
    RULE.at(comment.clone(), "JSON has no comments")
        .label("remove this comment")
        .help("remove the comment before sending")
        .response_status(400, "invalid_request_error")
        .fix(Safety::Safe, "remove the comment", vec![(comment, String::new())])
}
