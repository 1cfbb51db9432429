use serde_json::Value;

use crate::join::join_or;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

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
    /// The page cited. For an empty batch a live answer, 2026-09-02 (row F62 of the catalogue); the words for the others were
    /// not seen.
    PL239 "too-few-items",
    summary: "a list or object with fewer items than it must have",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["F62"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, least: u64, context: &Context<'_>) -> Diagnostic {
    let name = phrasing::subject(violation);
    let message = match (violation.at.is_object(), violation.at.len()) {
        (true, _) => format!("{name} says nothing but its type"),
        (false, 0) => format!("{name} is empty"),
        (false, have) => format!("{name} has {have} items, at least {least} must be there"),
    };
    let diagnostic = RULE.at(violation.at, message).label("too few").help(help(violation, least));
    phrasing::answered(diagnostic, violation, context, [], None)
}

fn help(violation: &Violation<'_>, least: u64) -> String {
    if !violation.at.is_object() {
        return format!("give it at least {least}, or leave the field out where it is optional");
    }
    let known = violation.owner.get("properties").and_then(Value::as_object).into_iter().flatten();
    let missing = known.filter(|(name, _)| violation.at.get(name).is_none()).map(|(name, _)| format!("`{name}`"));
    format!("give it {}", join_or(missing))
}
