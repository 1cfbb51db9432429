use crate::finding::{Safety, quoted};
use crate::json::{SyntaxError, SyntaxFault};
use crate::mask::shown;
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a backslash in a string that does not start a valid escape sequence: `\d`, `\x41`, `\'`, `\u12`.
    ///
    /// ## Why the API refuses it
    ///
    /// The escape sequences of JSON are `\"`, `\\`, `\/`, `\b`, `\f`, `\n`, `\r`, `\t` and `\u` with four hexadecimal
    /// digits. The usual cause is a Windows path, a regular expression or LaTeX that is pasted into a template.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "What is in C:\data?"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "What is in C:\\data?"}]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Safe for `\'`: removes the backslash. Unsafe for all others: doubles the backslash, which is right if it is part
    /// of the text.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL111 "invalid-escape",
    summary: "an invalid escape sequence in a string",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::RepeatedSyntax(&[SyntaxFault::BadEscape, SyntaxFault::EscapedEnd], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let escape = error.text(text);
    if error.fault == SyntaxFault::EscapedEnd {
        return RULE
            .at(Anchor::Source(error.span.clone()), "backslash escapes the closing quote")
            .label("the quote after it does not end the string")
            .help(r"write a literal backslash as `\\`")
            .response_without_message("E148")
            .fix(Safety::Unsafe, "double the backslash", [Edit::source(error.span.clone(), r"\\")]);
    }
    let diagnostic = RULE
        .at(Anchor::Source(error.span.clone()), shown!("invalid escape sequence {}", quoted(escape)))
        .label("not a JSON escape")
        .response_without_message("E148");
    if escape == r"\'" {
        let edit = Edit::source(error.span.clone(), "'");
        return diagnostic.help("remove the backslash: `'` needs no escape").fix(
            Safety::Safe,
            "remove the backslash",
            [edit],
        );
    }
    let edit = Edit::source(error.span.clone(), format!("\\{escape}"));
    diagnostic.help(r"write a literal backslash as `\\`, and a character by its code point as `\u0041`").fix(
        Safety::Unsafe,
        "double the backslash",
        [edit],
    )
}
