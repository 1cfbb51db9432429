use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::choice::Choice;

rule! {
    /// ## What it does
    ///
    /// Finds `tool_choice` in a request whose `tools` is missing or empty. For `any` and `tool` it is an error, for `auto` and
    /// `none` a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// There is nothing to choose from. It happens when tools are filtered out and the choice stays behind.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tool_choice": {"type": "any"},
    ///   "tools": []
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tool_choice": {"type": "any"},
    ///   "tools": [{"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers for `any` and `tool` (row E083 of the catalogue); reported for every type.
    PL430 "tool-choice-without-tools",
    summary: "`tool_choice` without tools",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: ["E083"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(choice) = Choice::of(payload) else { return };
    let has_none = payload.fields.tools.is_none_or(|tools| tools.is_array() && tools.is_empty());
    if !has_none || payload.has_untold_tools() {
        return;
    }
    let diagnostic = RULE
        .at(choice.node, "`tool_choice` without any tool")
        .label("nothing to choose from")
        .help("leave `tool_choice` out, or send the tools")
        .uncertain_if(!choice.is_forced())
        .response("E083", [("type", choice.kind.as_str().unwrap_or_default().into_owned())]);
    sink.push(match payload.fields.tools {
        Some(tools) => diagnostic.related(tools, "`tools` is empty"),
        None => diagnostic,
    });
}
