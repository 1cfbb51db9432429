use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a string that is longer than its field allows.
    ///
    /// ## Why the API refuses it
    ///
    /// The length of such fields, which contain IDs and titles, is limited.
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
    /// Live response, 2026 (E152), and the page cited: `<path>: String should have at most N characters`.
    PL236 "text-too-long",
    summary: "a string has more characters than its field allows",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E152", "G04"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::TooLong)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let limit = violation.limit();
    let characters = violation.value.as_str().map_or(0, |text| text.chars().count());
    let subject = phrasing::subject(violation);
    RULE.at(
        violation.value,
        shown!("{subject} is {characters} characters long; the limit is {limit}", subject, characters, limit),
    )
    .label("too long")
    .help(shown!("shorten it to {limit} characters", limit))
    .respond(violation, context)
}
