use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, ResponsePath, phrasing, rule};
use crate::schema::{CharClass, ClassFault, Fault, FaultKind, ValueKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a tool whose name is empty, longer than 128 characters, or has characters other than letters, digits,
    /// `_` and `-`.
    ///
    /// ## Why the API refuses it
    ///
    /// The model writes the name when it calls the tool. The usual cause is a name that joins an MCP server and one of
    /// its tools (`github/search.code`). The response gives the index of the tool and not its name.
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
    /// Live responses in public threads (E070, E071 and E072). The limit was 64 until about April 2025.
    PL235 "invalid-tool-name",
    summary: "a tool name is invalid",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E070", "E071", "E072"],
    stage: Fields,
    check: Check::Schema(
        &[
            Owns::of_kind(FaultKind::Pattern, ValueKind::ToolName),
            Owns::of_kind(FaultKind::TooLong, ValueKind::ToolName),
            Owns::of_kind(FaultKind::TooShort, ValueKind::ToolName),
        ],
        diagnostic,
    ),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let value = violation.value;
    let name = value.as_str().unwrap_or_default();
    let shown = quoted(&name);
    let diagnostic = match &violation.fault {
        Fault::TooLong(limit) => {
            let characters = name.chars().count();
            RULE.at(
                value,
                shown!(
                    "tool name {shown} is {characters} characters long; the limit is {limit}",
                    shown,
                    characters,
                    limit
                ),
            )
            .label("too long")
        }
        Fault::Pattern(pattern) => {
            let class = CharClass::parse(pattern);
            let message = match class.as_ref().and_then(|class| class.fault(&name)) {
                Some(ClassFault::Character(_, character)) => {
                    shown!("tool name {shown} contains {}", phrasing::character(character), shown)
                }
                _ => shown!("tool name {shown} is invalid", shown),
            };
            RULE.at(value, message).label("not allowed in a tool name")
        }
        _ => RULE.at(value, "tool name is empty").label("empty"),
    };
    let limit = violation.schema.max_length().unwrap_or_default();
    let class = violation.schema.printed_pattern().and_then(CharClass::parse);
    let clean: String =
        class.map(|class| class.cleaned(&name)).unwrap_or_default().chars().take(limit as usize).collect();
    let example = phrasing::example(&name, &clean);
    diagnostic
        .help(shown!(
            "use at most {limit} letters, digits, `_` and `-`{example}, and map the name back in your code",
            limit,
            example
        ))
        .respond(violation, context)
        .response_path(ResponsePath::Of(value.into()))
}
