use crate::finding::{Safety, quoted};
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a backslash in a string that is followed by something JSON has no escape for: `\d`, `\x41`, `\'`, `\u12`.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON has `\"`, `\\`, `\/`, `\b`, `\f`, `\n`, `\r`, `\t` and `\u` with four hexadecimal digits. Windows paths, regular
    /// expressions and LaTeX that are pasted into a template are the usual cause.
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
    /// Safe for `\'`, which is written without the backslash. Unsafe otherwise: the backslash is taken as text and written twice.
    ///
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL111 "invalid-escape",
    summary: "a backslash that begins no escape",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::BadEscape], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let found = text.get(error.span.clone()).unwrap_or_default();
    let place = Anchor::Source(error.span.clone());
    let diagnostic = RULE
        .at(place.clone(), format!("{} is no escape in JSON", quoted(found)))
        .label("no escape")
        .response_status(400, "invalid_request_error");
    if found == r"\'" {
        return diagnostic.help("write the `'` alone: only `\"` needs a backslash").fix(
            Safety::Safe,
            "remove the backslash",
            vec![(place, "'".to_owned())],
        );
    }
    diagnostic.help(r"write a backslash that belongs to the text as `\\`; a character by its number is `\u0041`").fix(
        Safety::Unsafe,
        "write the backslash twice",
        vec![(place, format!("\\{found}"))],
    )
}
