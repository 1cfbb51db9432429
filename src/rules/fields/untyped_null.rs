use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds an explicit `null` in an optional field that the official clients do not type as nullable.
    ///
    /// ## Why this matters
    ///
    /// Nobody has tried whether the API accepts `null` in these fields. It rejects `null` in several other optional
    /// fields, so it is safer to remove the field.
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
    /// The types of the official SDKs of 2026-11-20, in which these fields are optional but not nullable. Inferred from
    /// the fields of the body that behave like this, so it is a warning.
    PL221 "untyped-null",
    summary: "a field is `null` that the official clients do not type as nullable",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-20",
    source: "https://pypi.org/project/anthropic/2.12.0/",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::UntypedNull)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, _: &Context<'_>) -> Diagnostic {
    let subject = phrasing::subject(violation);
    RULE.at(violation.value, shown!("{subject} is null, which the API may reject", subject))
        .label("null")
        .help(shown!("remove {subject} if it has no value", subject))
        .response_status(400, "invalid_request_error")
}
