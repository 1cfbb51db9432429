use serde_json::Value;

use crate::rules::{Check, Draft, rule};
use crate::schema::Violation;

use super::words;

rule! {
    /// ## What it does
    ///
    /// Finds an empty list that must have an item, and an object that says nothing but its type.
    ///
    /// ## Why the API refuses it
    ///
    /// Without any, it has no meaning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"requests": []}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"requests": [{"custom_id": "a", "params": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page cited. The words of the answer were not seen.
    PL239 "too-few-items",
    summary: "a list or object with fewer items than it must have",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    answers: [],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn draft(violation: &Violation<'_>, least: u64) -> Draft {
    let at = violation.at;
    let (have, what) = if at.is_object() { (at.len(), "fields") } else { (at.len(), "items") };
    RULE.at(at, format!("{} has {have} {what}, at least {least} must be there", words::subject(violation)))
        .label(format!("too few {what}"))
        .help(help(violation, least, what))
        .answer_status(400, "invalid_request_error")
        .doubtful_if(violation.doubtful)
}

fn help(violation: &Violation<'_>, least: u64, what: &str) -> String {
    if !violation.at.is_object() {
        return format!("give it at least {least}, or leave the field out if you can");
    }
    let known = violation.owner.get("properties").and_then(Value::as_object).into_iter().flatten();
    let missing = known.filter(|(name, _)| violation.at.get(name).is_none()).map(|(name, _)| format!("`{name}`"));
    format!("give it at least {least} {what}; it may have {}", words::alternatives(missing))
}
