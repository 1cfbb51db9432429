use crate::finding::{Safety, quoted_source};
use crate::json::{SyntaxError, SyntaxFault};
use crate::rules::{Anchor, Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a number with a leading zero or plus, without a digit before or after its point, in hexadecimal, or with
    /// underscores.
    ///
    /// ## Why the API refuses it
    ///
    /// JSON has one way of writing numbers: digits, then perhaps a point with digits, then perhaps an exponent.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 01024, "messages": [{"role": "user", "content": "Hello"}]}
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
    /// Safe: the same number in the way JSON writes it.
    ///
    /// ## Evidence
    ///
    /// RFC 8259. Row E148 of the catalogue: the answer starts `The request body is not valid JSON`; what follows depends on the
    /// parser behind it and was not seen for this fault.
    PL109 "invalid-number",
    summary: "a number that JSON writes otherwise",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E148"],
    stage: Json,
    check: Check::Syntax(&[SyntaxFault::BadNumber], diagnostic),
}

fn diagnostic(error: &SyntaxError, text: &str) -> Diagnostic {
    let number = text.get(error.span.clone()).unwrap_or_default();
    let place = Anchor::Source(error.span.clone());
    let diagnostic = RULE
        .at(place.clone(), format!("{} is no number in JSON", quoted_source(text, error.span.clone())))
        .response_status(400, "invalid_request_error");
    match rewritten(number) {
        Some(fixed) => diagnostic.label(format!("write `{fixed}`")).help(format!("write `{fixed}`")).fix(
            Safety::Safe,
            format!("write `{fixed}`"),
            vec![(place, fixed)],
        ),
        None => diagnostic
            .label("no number")
            .help("write digits, or put it in double quotes if it is a text (an id, a version, a date)"),
    }
}

/// The same number as JSON writes it.
fn rewritten(number: &str) -> Option<String> {
    let number = number.replace('_', "");
    let (sign, digits) = match number.strip_prefix(['-', '+']) {
        Some(digits) if number.starts_with('-') => ("-", digits),
        Some(digits) => ("", digits),
        None => ("", number.as_str()),
    };
    if let Some(hexadecimal) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return u64::from_str_radix(hexadecimal, 16).ok().map(|value| format!("{sign}{value}"));
    }
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    let fixed = format!("{sign}{whole}{point}{fraction}{exponent}");
    serde_json::from_str::<serde_json::Number>(&fixed).ok().map(|_| fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_value() {
        for (number, fixed) in [
            ("01024", Some("1024")),
            ("+1", Some("1")),
            (".5", Some("0.5")),
            ("-.5", Some("-0.5")),
            ("1.", Some("1")),
            ("0x10", Some("16")),
            ("1_000", Some("1000")),
            ("00", Some("0")),
            ("1.5.2", None),
            ("2026-11-24", None),
            ("12abc", None),
        ] {
            assert_eq!(rewritten(number).as_deref(), fixed, "{number}");
        }
    }
}
