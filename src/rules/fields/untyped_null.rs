use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds an explicit `null` for an optional field that the official clients do not type as nullable.
    ///
    /// ## Why the API refuses it
    ///
    /// It may not: nobody has tried these fields. Several others are refused with `null` though they may be left out, so the
    /// safe way is to leave them out.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Rome"}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny", "is_error": null}]}], "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]}
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
    /// The types of the official SDKs of 2026-11-20, in which these fields are optional but not nullable. Inferred from the
    /// fields of the body that behave so; a warning.
    PL221 "untyped-null",
    summary: "`null` where the official clients have none",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-20",
    source: "https://pypi.org/project/anthropic/2.12.0/",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>) -> Diagnostic {
    let name = phrasing::subject(violation);
    RULE.at(violation.at, format!("{name} is null, which may be refused"))
        .label("null")
        .help(format!("leave {name} out where it has no value"))
        .response_status(400, "invalid_request_error")
}
