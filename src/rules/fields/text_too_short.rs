use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds an empty text in a field that may not be empty.
    ///
    /// ## Why the API refuses it
    ///
    /// Such fields hold names and ids, and nothing can be meant by an empty one.
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
    /// Live answer in a public thread (row E032 of the catalogue) and the page cited:
    /// `<path>: String should have at least 1 character`.
    PL237 "text-too-short",
    summary: "a text that is empty, or shorter than its field takes",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E032", "E145"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, least: u64, context: &Context<'_>) -> Diagnostic {
    let name = phrasing::subject(violation);
    let (message, unit) = match least {
        1 => (format!("{name} is empty"), "character"),
        _ => (format!("{name} has fewer than {least} characters"), "characters"),
    };
    let words = format!("String should have at least {least} {unit}");
    let diagnostic = RULE
        .at(violation.at, message)
        .label("too short")
        .help("give it a text, or leave the field out where it is optional");
    phrasing::answered(diagnostic, violation, context, [("reason", words.clone())], words)
}
