use crate::finding::{Safety, quoted_source};
use crate::json::{SyntaxError, SyntaxFault};
use crate::mask::{quoted, shown};
use crate::rules::{Anchor, Check, Diagnostic, Edit, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a number with a leading zero or plus sign, without a digit before or after the decimal point, in
    /// hexadecimal, with underscores, or too large for a double (`1e999`).
    ///
    /// ## Why the API refuses it
    ///
    /// A JSON number consists of digits, an optional fraction and an optional exponent, in that order.
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
    /// Safe: writes the same value as a JSON number.
    ///
    /// ## Evidence
    ///
    /// RFC 8259, and the API's parser, orjson: its message follows `The request body is not valid JSON` in the response (E148).
    /// The messages are listed in `schemas/json-errors.json`.
    PL109 "invalid-number",
    summary: "an invalid JSON number",
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
    let shown = quoted_source(text, error.span.clone());
    if error.text(text).parse().is_ok_and(f64::is_infinite) {
        return RULE
            .at(Anchor::Source(error.span.clone()), shown!("number {shown} is too large", shown))
            .label("infinite as a double")
            .help("send a number up to 1.797e308, or put it in double quotes if it is a string")
            .response_without_message("E148");
    }
    let diagnostic = RULE
        .at(Anchor::Source(error.span.clone()), shown!("invalid JSON number {shown}", shown))
        .response_without_message("E148");
    match rewritten(error.text(text)) {
        Some(fixed) => diagnostic
            .label(shown!("write {fixed}", fixed = quoted(&fixed)))
            .help(shown!("write {fixed}", fixed = quoted(&fixed)))
            .fix(
                Safety::Safe,
                shown!("write {fixed}", fixed = quoted(&fixed)),
                [Edit::source(error.span.clone(), fixed)],
            ),
        None => diagnostic
            .label("not a JSON number")
            .help("write a valid number, or put it in double quotes if it is a string (an ID, a version, a date)"),
    }
}

/// The same value as a JSON number.
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
