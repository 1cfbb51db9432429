use serde_json::Value;

use crate::finding::quoted;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::{Fault, Violation};

use super::char_class::{Class, ClassFault, named};
use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a tool whose name is empty, longer than 128 characters, or has other characters than letters, digits, `_` and `-`.
    ///
    /// ## Why the API refuses it
    ///
    /// The name is part of what the model writes when it calls the tool. Names of MCP servers joined to those of their tools
    /// (`github/search.code`) are the usual cause; the answer tells the index and not the name.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"name": "weather.get", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"name": "weather_get", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers in public threads (rows E070, E071 and E072 of the catalogue); the limit was 64 until about April 2025.
    PL235 "invalid-tool-name",
    summary: "a tool name that the API does not take",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E070", "E071", "E072"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let at = violation.at;
    let name = at.as_str().unwrap_or_default();
    let characters = name.chars().count();
    let (diagnostic, words) = match &violation.fault {
        Fault::TooLong(most) => (
            RULE.at(at, format!("the tool name {} has {characters} characters, {most} are allowed", quoted(&name)))
                .label("too long"),
            format!("String should have at most {most} characters"),
        ),
        Fault::Pattern(pattern) => {
            let class = Class::of(pattern);
            let message = match class.as_ref().and_then(|class| class.fault(&name)) {
                Some(ClassFault::Character(_, character)) => {
                    format!("the tool name {} has {} in it", quoted(&name), named(character))
                }
                _ => format!("the tool name {} is not allowed", quoted(&name)),
            };
            (RULE.at(at, message).label("not allowed"), format!("String should match pattern '{pattern}'"))
        }
        _ => (RULE.at(at, "a tool has an empty name").label("empty"), "Field required".to_owned()),
    };
    let owner = |keyword: &str| violation.owner.get(keyword);
    let most = owner("maxLength").and_then(Value::as_u64).unwrap_or_default();
    let class = owner("x-pattern").and_then(Value::as_str).and_then(Class::of);
    let clean: String =
        class.map(|class| class.cleaned(&name)).unwrap_or_default().chars().take(most as usize).collect();
    let example = if clean.is_empty() { String::new() } else { format!(", such as {}", quoted(&clean)) };
    let diagnostic = diagnostic
        .help(format!("use at most {most} letters, digits, `_` and `-`{example}, and map the name back in your code"));
    phrasing::answered(diagnostic, violation, context, [], words)
}
