use crate::finding::quoted;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds syntax errors that no other rule covers: a closing bracket of the wrong kind, a key without a colon or a
    /// value, an unexpected character.
    ///
    /// ## Why the API refuses it
    ///
    /// The body is parsed before anything else is checked.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}}
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
    /// RFC 8259. The response starts with `The request body is not valid JSON` (E148). What follows depends on the
    /// API's parser and has not been seen for this error.
    PL102 "invalid-json",
    summary: "invalid JSON",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(
        &[
            SyntaxFault::MismatchedBracket,
            SyntaxFault::UnexpectedCharacter,
            SyntaxFault::MissingColon,
            SyntaxFault::MissingValue,
            SyntaxFault::TooLong,
        ],
        diagnostic,
    ),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let found = quoted(error.text(text));
    let opening = error.opening_text(text);
    let (message, label, help) = match error.fault {
        SyntaxFault::MismatchedBracket => {
            let expected = if opening == Some("[") { "]" } else { "}" };
            (
                format!("mismatched {found}: expected `{expected}`"),
                "wrong kind of bracket",
                "close brackets in the reverse order in which they were opened: `{` with `}`, `[` with `]`",
            )
        }
        SyntaxFault::MissingColon => {
            ("missing `:` after key".to_owned(), "expected a `:` here", "write `\"key\": value`")
        }
        SyntaxFault::MissingValue => (
            "missing value".to_owned(),
            "expected a value before this",
            "add the value, or remove the key; usually an empty template variable",
        ),
        SyntaxFault::TooLong => (
            "the text is too long to be checked".to_owned(),
            "too long",
            "split it up; a request is at most a few dozen megabytes",
        ),
        _ => (
            format!("unexpected {found}"),
            "unexpected character",
            "remove it, or add what is missing before it; strings must be in double quotes",
        ),
    };
    let diagnostic =
        RULE.at(Anchor::Source(error.span.clone()), message).label(label).help(help).response_without_message("E148");
    match &error.opening {
        Some(opening) => diagnostic.related(Anchor::Source(opening.clone()), "unclosed bracket"),
        None => diagnostic,
    }
}
