use crate::finding::Safety;
use crate::json::{SyntaxError, SyntaxFault, json_literal};
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a string in single quotes, typographic quotes or backticks, and after a string in single quotes, Python's
    /// `True`, `False` and `None`.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON strings must use double quotes. Printing a Python dict instead of serializing it produces single quotes;
    /// word processors insert typographic ones.
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
    /// Safe: replaces the quotes, and escapes double quotes inside the string. Replaces Python's literals.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL106 "wrong-quotes",
    summary: "a string in quotes other than `\"`",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::RepeatedSyntax(&[SyntaxFault::WrongQuotes, SyntaxFault::PythonLiteral], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let diagnostic = RULE
        .at(Anchor::Source(error.span.clone()), "JSON strings must use double quotes")
        .label("wrong quotes")
        .help("write `\"…\"`; to convert a Python dict to JSON, use `json.dumps`, not `str`")
        .response_without_message("E148");
    let fixed = match error.fault {
        SyntaxFault::PythonLiteral => json_literal(error.text(text)).map(str::to_owned),
        _ => requoted(error.text(text)),
    };
    match fixed {
        Some(fixed) => diagnostic.fix(Safety::Safe, "use double quotes", [Edit::source(error.span.clone(), fixed)]),
        None => diagnostic,
    }
}

/// The string in double quotes. Double quotes inside it are escaped, escaped single quotes and backticks unescaped.
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
