use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a text that is longer than its field allows.
    ///
    /// ## Why the API refuses it
    ///
    /// Such fields hold ids and titles, whose length is limited.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"requests": [{"custom_id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "params": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"requests": [{"custom_id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "params": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer, 2026 (row E152 of the catalogue) and the page cited: `<path>: String should have at most N characters`.
    PL236 "text-too-long",
    summary: "a text with more characters than its field takes",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E152"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, most: u64, context: &Context<'_>) -> Diagnostic {
    let characters = violation.at.as_str().map_or(0, |text| text.chars().count());
    let diagnostic = RULE
        .at(violation.at, format!("{} has {characters} characters, {most} are allowed", phrasing::subject(violation)))
        .label("too long")
        .help(format!("shorten it to {most} characters"));
    phrasing::answered(diagnostic, violation, context, [], format!("String should have at most {most} characters"))
}
