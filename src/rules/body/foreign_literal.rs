use crate::finding::{Safety, quoted};
use crate::json::{SyntaxError, SyntaxFault, json_literal};
use crate::mask::shown;
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `True`, `False`, `None`, `undefined`, `NaN`, `Infinity` and similar words of other languages in place of a
    /// JSON value.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON has `true`, `false`, `null` and finite numbers. Python's `json.dumps` writes `NaN` and `Infinity` unless it
    /// is called with `allow_nan=False`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "stream": true, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Safe where JSON has an equivalent: `True` becomes `true`; `None` and `undefined` become `null`. There is no fix
    /// for others.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL108 "foreign-literal",
    summary: "a literal of another language, such as `True`, `None` or `NaN`",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::RepeatedSyntax(&[SyntaxFault::ForeignLiteral], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let word = error.text(text);
    let diagnostic = RULE
        .at(Anchor::Source(error.span.clone()), shown!("{} is not valid JSON", quoted(word)))
        .response_without_message("E148");
    match json_literal(word) {
        Some(literal) => diagnostic
            .label(shown!("write `{literal}`", literal))
            .help(shown!("write `{literal}`; to convert Python values to JSON, use `json.dumps`, not `str`", literal))
            .fix(Safety::Safe, "write the JSON literal", [Edit::source(error.span.clone(), literal)]),
        None => diagnostic.label("not a JSON number").help(
            "send a finite number, or remove the field; `json.dumps(…, allow_nan=False)` raises an error on such values",
        ),
    }
}
