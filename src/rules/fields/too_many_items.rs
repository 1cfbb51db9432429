use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a list that is longer than the API takes.
    ///
    /// ## Why the API refuses it
    ///
    /// Such lists have a fixed greatest length.
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
    /// The page cited. The words of the answer were not seen.
    PL238 "too-many-items",
    summary: "a list with more items than it may have",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, most: u64) -> Diagnostic {
    let count = violation.at.len();
    RULE.at(violation.at, format!("{} has {count} items, {most} are allowed", phrasing::subject(violation)))
        .label("too many items")
        .help(format!("send at most {most}"))
        .response_status(400, "invalid_request_error")
        .uncertain_if(violation.doubtful)
}
