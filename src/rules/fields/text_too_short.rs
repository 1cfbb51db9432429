use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{FaultKind, Violation};
use crate::text::count;

rule! {
    /// ## What it does
    ///
    /// Finds an empty string in a field that must not be empty.
    ///
    /// ## Why the API refuses it
    ///
    /// Such fields contain names and IDs, which cannot be empty.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "", "input": {"city": "Rome"}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}], "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Rome"}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}], "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response in a public thread (E032) and the page cited: `<path>: String should have at least 1 character`.
    PL237 "text-too-short",
    summary: "a string is empty or shorter than its field allows",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E032", "E145", "G05", "K08"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::TooShort)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let minimum = violation.limit();
    let subject = phrasing::subject(violation);
    let characters = violation.value.as_str().map_or(0, |text| text.chars().count());
    let message = match characters {
        0 => shown!("{subject} is empty", subject),
        _ => shown!("{subject} is {} long; the minimum is {minimum}", count(characters, "character"), subject, minimum),
    };
    RULE.at(violation.value, message)
        .label(if characters == 0 { "empty" } else { "too short" })
        .help("add text, or remove the field if it is optional")
        .respond(violation, context)
}
