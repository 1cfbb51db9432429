use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a list that is longer than the API accepts.
    ///
    /// ## Why the API refuses it
    ///
    /// The length of such lists is limited.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"type": "code_execution_20250825", "name": "code_execution"}], "container": {"skills": [{"type": "anthropic", "skill_id": "skill-0", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-1", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-2", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-3", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-4", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-5", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-6", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-7", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-8", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-9", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-10", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-11", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-12", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-13", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-14", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-15", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-16", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-17", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-18", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-19", "version": "latest"}, {"type": "anthropic", "skill_id": "skill-20", "version": "latest"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"type": "code_execution_20250825", "name": "code_execution"}], "container": {"skills": [{"type": "anthropic", "skill_id": "pptx", "version": "latest"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page cited. The text of the response has not been seen.
    PL238 "too-many-items",
    summary: "a list has more items than allowed",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::TooMany)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let limit = violation.limit();
    let count = violation.value.len();
    RULE.at(
        violation.value,
        shown!("{} has {count} items; the limit is {limit}", phrasing::subject(violation), count, limit),
    )
    .label("too many items")
    .help(shown!("send at most {limit}", limit))
    .respond(violation, context)
}
