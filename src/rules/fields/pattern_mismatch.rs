use crate::finding::quoted;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, rule};
use crate::schema::Violation;

use super::char_class::{Class, ClassFault, named};
use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds an id or a name with characters that are not allowed in it, and shows the first of them.
    ///
    /// ## Why the API refuses it
    ///
    /// Ids and names go into places that take letters, digits, `_` and `-` only. Ids that another provider made
    /// (`functions.bash:0`) are the usual cause.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "functions.get_weather:0", "name": "get_weather", "input": {"city": "Rome"}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "functions.get_weather:0", "content": "Sunny"}]}], "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "functions_get_weather_0", "name": "get_weather", "input": {"city": "Rome"}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "functions_get_weather_0", "content": "Sunny"}]}], "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers in public threads (rows E030 and E151 of the catalogue): `<path>: String should match pattern '…'`.
    PL233 "pattern-mismatch",
    summary: "a text with a character that it may not have",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E030", "E151"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, pattern: &str, context: &Context<'_>) -> Diagnostic {
    let at = violation.at;
    let text = at.as_str().unwrap_or_default();
    let name = phrasing::subject(violation);
    let diagnostic = match Class::of(pattern).and_then(|class| class.fault(&text)) {
        Some(ClassFault::Character(offset, character)) => RULE
            .at(
                Anchor::part(at, offset..offset + character.len_utf8()),
                format!("{name} may not have {} in it", named(character)),
            )
            .label("not allowed"),
        Some(ClassFault::Prefix(prefix)) => {
            RULE.at(at, format!("{name} does not begin with `{prefix}`")).label(format!("`{prefix}` is missing"))
        }
        Some(ClassFault::Empty) => RULE.at(at, format!("{name} is empty")).label("empty"),
        None => RULE.at(at, format!("{name} does not have the form `{pattern}`")).label("another form"),
    };
    let diagnostic = diagnostic.help(help(violation, pattern, &text));
    phrasing::answered(diagnostic, violation, context, [], format!("String should match pattern '{pattern}'"))
}

fn help(violation: &Violation<'_>, pattern: &str, text: &str) -> String {
    let clean = Class::of(pattern).map(|class| class.cleaned(text)).filter(|clean| !clean.is_empty() && clean != text);
    let example = clean.map(|clean| format!(", such as {}", quoted(&clean))).unwrap_or_default();
    match (phrasing::name(violation).as_deref(), pattern.starts_with("^srvtoolu_")) {
        (_, true) => "send back the id that the API gave, unchanged".to_owned(),
        (Some("id" | "tool_use_id"), false) => format!(
            "use letters, digits, `_` and `-` only{example}; change the id in the `tool_use` and in its `tool_result` alike"
        ),
        (Some("url"), false) => "use an `https://` url".to_owned(),
        _ => format!("use letters, digits, `_` and `-` only{example}"),
    }
}
