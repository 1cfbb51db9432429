use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a string in single quotes, backticks or typographic quotes.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON knows double quotes only. Printing a Python dict instead of serialising it gives single quotes; a word processor
    /// makes typographic ones.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {'model': "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
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
    /// Safe: the quotes are replaced, and what has to be escaped inside is escaped.
    ///
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL106 "wrong-quotes",
    summary: "a string in other quotes than `\"`",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::WrongQuotes], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let string = Anchor::Source(error.span.clone());
    let diagnostic = RULE
        .at(string.clone(), "JSON strings stand in double quotes")
        .label("other quotes")
        .help("write `\"…\"`; to turn a Python dict into JSON use `json.dumps`, not `str`")
        .response_status(400, "invalid_request_error");
    match text.get(error.span.clone()).and_then(requoted) {
        Some(fixed) => diagnostic.fix(Safety::Safe, "write double quotes", vec![(string, fixed)]),
        None => diagnostic,
    }
}

/// The string in double quotes: those inside it escaped, escaped single ones bare.
fn requoted(string: &str) -> Option<String> {
    let mut characters = string.chars();
    characters.next()?;
    characters.next_back()?;
    let mut fixed = String::with_capacity(string.len() + 2);
    fixed.push('"');
    let mut inside = characters.peekable();
    while let Some(character) = inside.next() {
        match character {
            '\\' if matches!(inside.peek(), Some('\'' | '`')) => {}
            '\\' => fixed.extend([Some('\\'), inside.next()].into_iter().flatten()),
            '"' => fixed.push_str("\\\""),
            other => fixed.push(other),
        }
    }
    fixed.push('"');
    Some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_inside_keep_their_meaning() {
        for (string, fixed) in [
            (r"'a'", r#""a""#),
            (r#"'say "hi"'"#, r#""say \"hi\"""#),
            (r"'don\'t'", r#""don't""#),
            (r"'a\\'", r#""a\\""#),
            ("“a”", r#""a""#),
            ("`a`", r#""a""#),
        ] {
            assert_eq!(requoted(string).as_deref(), Some(fixed));
        }
    }
}
