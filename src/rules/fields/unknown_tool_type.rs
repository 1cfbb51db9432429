use crate::finding::quoted;
use crate::knowledge::{Support, Tool};
use crate::mask::{Shown, shown};
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, rule, tags};
use crate::schema::{FaultKind, ValueKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a tool whose `type` does not exist: `function` of another API, a tool type without its version, or a
    /// misspelled one.
    ///
    /// ## Why the API refuses it
    ///
    /// A custom tool has no `type` (or `custom`); each tool that Anthropic defines has a `type` with a date.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses in public threads (E074): `tools.{i}: Input tag 'function' found using 'type' does not match any
    /// of the expected tags: …`. A type that is only newer than those this program knows is a warning.
    PL242 "unknown-tool-type",
    summary: "a tool has a type that does not exist",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E074", "G08"],
    stage: Fields,
    check: Check::Schema(&[Owns::of_kind(FaultKind::UnknownTag, ValueKind::Tool)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let tag = violation.part();
    let name = tag.as_str().unwrap_or_default();
    RULE.at(tag, shown!("unknown tool type {}", quoted(&name)))
        .label("unknown tool type")
        .help(type_of_name(&name, context).unwrap_or_else(|| tags::help(violation, &name, context)))
        .respond(violation, context)
        .uncertain_if(tags::may_exist(violation, &name))
}

/// Help for the name of an Anthropic tool in place of its type: the newest version that the model and the platform have.
fn type_of_name(name: &str, context: &Context<'_>) -> Option<Shown> {
    let tools = context.knowledge.tools();
    let named = tools.iter().find(|row| row.name.as_deref() == Some(name))?;
    let family = || tools.iter().filter(|row| row.family == named.family);
    let is_available = |row: &&Tool| {
        let on_model = |model| context.knowledge.tool_on_model(row, model, context.target) != Support::No;
        // A version that code calls unless it is told otherwise needs more than a new name.
        !row.called_from_code && row.missing_on(context.target).is_none() && context.model.facts.is_none_or(on_model)
    };
    let row = family().rfind(is_available).unwrap_or(named);
    let other_name = match row.name.as_deref() {
        None => ", without `name`".into(),
        Some(other) if other != name => shown!(", with the name {}", quoted(other)),
        Some(_) => Shown::default(),
    };
    Some(shown!("{} is the name of the tool; use the type `{}`{other_name}", quoted(name), row.r#type, other_name))
}
