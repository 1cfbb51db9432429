use crate::finding::quoted;
use crate::mask::{Shown, shown};
use crate::payload::Context;
use crate::placeholder::is_replaced_id;
use crate::rules::{Anchor, Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{CharClass, ClassFault, FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds an ID or a name with a character that is not allowed in it, and points to the first one.
    ///
    /// ## Why the API refuses it
    ///
    /// IDs and names are limited to letters, digits, `_` and `-`. The usual cause is an ID that another provider made
    /// (`functions.bash:0`).
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
    /// Live responses in public threads (E030 and E151): `<path>: String should match pattern '…'`.
    PL233 "pattern-mismatch",
    summary: "a string has a character that is not allowed",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E030", "E151", "G03"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::Pattern)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let pattern = violation.pattern();
    let value = violation.value;
    let text = value.as_str().unwrap_or_default();
    let subject = phrasing::subject(violation);
    let class = CharClass::parse(pattern);
    let diagnostic = match class.as_ref().and_then(|class| class.fault(&text)) {
        Some(ClassFault::Character(offset, character)) => RULE
            .at(
                Anchor::part(value, offset..offset + character.len_utf8()),
                shown!("{subject} contains {}", phrasing::character(character), subject),
            )
            .label("not allowed"),
        Some(ClassFault::Prefix(prefix)) => RULE
            .at(value, shown!("{subject} does not start with {}", quoted(prefix), subject))
            .label(shown!("expected {} at the start", quoted(prefix))),
        Some(ClassFault::Empty) => RULE.at(value, shown!("{subject} is empty", subject)).label("empty"),
        None => RULE
            .at(value, shown!("{subject} does not match `{pattern}`", subject, pattern = Shown::masked(pattern)))
            .label("does not match"),
    };
    let clean = class.map(|class| class.cleaned(&text)).filter(|clean| !clean.is_empty() && *clean != text);
    let example = clean.map(|clean| phrasing::example(&text, &clean)).unwrap_or_default();
    let diagnostic = diagnostic.help(help(violation, &example)).respond(violation, context);
    // `toolu_***`: the ID that is sent is not known.
    let diagnostic = diagnostic.uncertain_if(is_id(violation) && is_replaced_id(&text));
    match violation.repeated_at {
        Some(result) => diagnostic.related(result, "its result has the same ID"),
        None => diagnostic,
    }
}

fn is_id(violation: &Violation<'_>) -> bool {
    matches!(phrasing::member_name(violation).as_deref(), Some("id" | "tool_use_id"))
}

fn help(violation: &Violation<'_>, example: &Shown) -> Shown {
    match phrasing::member_name(violation).as_deref() {
        _ if violation.pattern().starts_with("^srvtoolu_") => "send the ID unchanged, as it was in the response".into(),
        Some("id" | "tool_use_id") => shown!(
            "use only letters, digits, `_` and `-`{example}; change the ID in the `tool_use` and in its `tool_result`",
            example
        ),
        Some("url") => "use an `https://` URL".into(),
        _ => shown!("use only letters, digits, `_` and `-`{example}", example),
    }
}
