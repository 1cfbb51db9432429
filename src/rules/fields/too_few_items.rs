use crate::join::join_or;
use crate::mask::{Shown, shown};
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{FaultKind, Violation};
use crate::text::count;

rule! {
    /// ## What it does
    ///
    /// Finds an empty list that must have an item, and an object with no field other than its type.
    ///
    /// ## Why the API refuses it
    ///
    /// An empty list or object has no meaning there.
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
    /// The page cited. For an empty batch, a live response, 2026-09-02 (F62); the text of the other responses has not
    /// been seen.
    PL239 "too-few-items",
    summary: "a list or object has fewer items than required",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["F62"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::TooFew), Owns::every(FaultKind::TooFewMembers)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let minimum = violation.limit();
    let value = violation.value;
    let subject = phrasing::subject(violation);
    let message = match (value.is_object(), value.len()) {
        (_, 0) => shown!("{subject} is empty", subject),
        (true, _) => shown!("{subject} has no field other than its type", subject),
        (false, items) => shown!("{subject} has {}; the minimum is {minimum}", count(items, "item"), subject, minimum),
    };
    RULE.at(value, message)
        .label("too few")
        .help(help(violation, minimum))
        .respond(violation, context)
        // The missing field is one of those that are too few.
        .yields_to("missing-field", value)
}

fn help(violation: &Violation<'_>, minimum: u64) -> Shown {
    if !violation.value.is_object() {
        return shown!("add at least {minimum}, or remove the field if it is optional", minimum);
    }
    let missing = violation.schema.member_names().filter(|name| violation.value.get(name).is_none());
    let mut missing: Vec<_> = missing.map(|name| shown!("`{name}`", name)).collect();
    missing.sort_unstable();
    shown!("add {}", join_or(missing))
}
