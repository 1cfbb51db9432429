use crate::finding::quoted;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds the faults of a JSON text that have no rule of their own: a bracket closed by the other kind, a key without its
    /// colon or value, a character that cannot stand where it stands.
    ///
    /// ## Why the API refuses it
    ///
    /// The body is parsed before anything else is looked at.
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
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL102 "invalid-json",
    summary: "the text is not JSON",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::MismatchedBracket, SyntaxFault::UnexpectedCharacter, SyntaxFault::MissingColon, SyntaxFault::MissingValue, SyntaxFault::TooLong], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let found = text.get(error.span.clone()).unwrap_or_default();
    let (message, label, help) = match error.fault {
        SyntaxFault::MismatchedBracket => (
            format!("{} closes a bracket of the other kind", quoted(found)),
            "closes the wrong kind",
            "close brackets in the order in which they were opened: `{` by `}`, `[` by `]`",
        ),
        SyntaxFault::MissingColon => {
            ("a key and its value lack a colon".to_owned(), "no colon here", "write `\"key\": value`")
        }
        SyntaxFault::MissingValue => (
            "a value is missing".to_owned(),
            "a value belongs before this",
            "write the value, or remove the key; a template that was filled in with nothing is the usual cause",
        ),
        SyntaxFault::TooLong => (
            "the text is longer than this program reads".to_owned(),
            "too long",
            "a request is at most a few dozen megabytes; send it in parts",
        ),
        _ => (
            format!("unexpected {}", quoted(found)),
            "cannot stand here",
            "remove it, or write what belongs here; text in JSON stands in double quotes",
        ),
    };
    let diagnostic = RULE
        .at(Anchor::Source(error.span.clone()), message)
        .label(label)
        .help(help)
        .response_status(400, "invalid_request_error");
    match &error.opening {
        Some(opening) => diagnostic.related(Anchor::Source(opening.clone()), "this bracket is still open"),
        None => diagnostic,
    }
}
