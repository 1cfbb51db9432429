use crate::finding::{Safety, quoted};
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `True`, `False`, `None`, `undefined`, `NaN`, `Infinity` and their kin where a value belongs.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON has `true`, `false`, `null` and finite numbers. Python's `json.dumps` writes `NaN` and `Infinity` unless it is told
    /// `allow_nan=False`.
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
    /// Safe where JSON has the value: `True` becomes `true`, `None` and `undefined` become `null`.
    ///
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL108 "foreign-literal",
    summary: "`True`, `None`, `NaN` and other words of programming languages",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::ForeignLiteral], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let word = text.get(error.span.clone()).unwrap_or_default();
    let place = Anchor::Source(error.span.clone());
    let diagnostic = RULE
        .at(place.clone(), format!("{} is no JSON value", quoted(word)))
        .response_status(400, "invalid_request_error");
    match literal(word) {
        Some(literal) => diagnostic
            .label(format!("write `{literal}`"))
            .help(format!("write `{literal}`; to turn Python values into JSON use `json.dumps`, not `str`"))
            .fix(Safety::Safe, format!("write `{literal}`"), vec![(place, literal.to_owned())]),
        None => diagnostic.label("not a number in JSON").help(
            "send a finite number, or leave the field out; `json.dumps(…, allow_nan=False)` finds such values where \
             they arise",
        ),
    }
}

/// What JSON writes for a word of another language.
fn literal(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" => Some("true"),
        "false" | "no" => Some("false"),
        "none" | "null" | "nil" | "undefined" => Some("null"),
        _ => None,
    }
}
