use crate::finding::{Safety, quoted};
use crate::json::{SyntaxError, SyntaxFault};
use crate::mask::shown;
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds syntax errors that no other rule covers: a quote inside a string that is not escaped, a closing bracket of the
    /// wrong kind, a key without a colon or a value, an unexpected character.
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
    /// ## Fix
    ///
    /// Inserts a missing colon: safe. Escapes the quotes inside a string: unsafe, because where the string ends is a guess;
    /// there is no fix if the rest of the body does not confirm it.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
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
            SyntaxFault::UnescapedQuote,
            SyntaxFault::MismatchedBracket,
            SyntaxFault::UnexpectedCharacter,
            SyntaxFault::MissingColon,
            SyntaxFault::MissingValue,
            SyntaxFault::TooLong,
        ],
        diagnostic,
    ),
}

fn with_fix(diagnostic: Diagnostic, error: &SyntaxError) -> Diagnostic {
    let (safety, title, text) = match error.fault {
        SyntaxFault::MissingColon => (Safety::Safe, "insert the colon", ":"),
        _ => (Safety::Unsafe, "escape the quotes", "\\"),
    };
    if error.edits.is_empty() {
        return diagnostic;
    }
    diagnostic.fix(safety, title, error.edits.iter().map(|at| Edit::source(at.clone(), text)))
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let found = quoted(error.text(text));
    let opening = error.opening_text(text);
    let (message, label, help) = match error.fault {
        SyntaxFault::UnescapedQuote => (
            "unescaped `\"` in string".into(),
            "not in the string any more",
            "write a quote that is part of a string as `\\\"`, or build the body with a JSON library, which escapes it",
        ),
        SyntaxFault::MismatchedBracket => {
            let expected = if opening == Some("[") { "]" } else { "}" };
            (
                shown!("mismatched {found}: expected `{expected}`", found, expected),
                "wrong kind of bracket",
                "close brackets in the reverse order in which they were opened: `{` with `}`, `[` with `]`",
            )
        }
        SyntaxFault::MissingColon => {
            ("missing `:` after key".into(), "expected a `:` here", "add a colon between the key and its value")
        }
        SyntaxFault::MissingValue => (
            "missing value".into(),
            "expected a value before this",
            "add the value, or remove the key; usually an empty template variable",
        ),
        SyntaxFault::TooLong => (
            "the text is too long to be checked".into(),
            "too long",
            "split it up; a request is at most a few dozen megabytes",
        ),
        _ => (
            shown!("unexpected {found}", found),
            "unexpected character",
            "remove it, or add what is missing before it; strings must be in double quotes",
        ),
    };
    let diagnostic =
        RULE.at(Anchor::Source(error.span.clone()), message).label(label).help(help).response_without_message("E148");
    let diagnostic = match &error.opening {
        Some(opening) if error.fault == SyntaxFault::UnescapedQuote => {
            diagnostic.related(Anchor::Source(opening.clone()), "this quote ends the string")
        }
        Some(opening) => diagnostic.related(Anchor::Source(opening.clone()), "unclosed bracket"),
        None => diagnostic,
    };
    with_fix(diagnostic, error)
}
