use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `tool_choice` in a request whose `tools` is missing or empty. For `any` and `tool` this is an error, for
    /// `auto` and `none` a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// There is no tool to choose. The usual cause is code that filters out all tools but keeps `tool_choice`.
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
    /// Live responses for `any` and `tool` (E083); reported for every type.
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
    let Some(choice) = payload.tool_choice() else { return };
    let has_none = payload.fields.tools.is_none_or(|tools| tools.is_array() && tools.is_empty());
    if !has_none || payload.has_unlisted_tools() {
        return;
    }
    let diagnostic = RULE
        .at(choice.node, "`tool_choice` without any tools")
        .label("no tools to choose from")
        .help("remove `tool_choice`, or add `tools`")
        .uncertain_if(!choice.is_forced())
        .response("E083", [("type", choice.kind.as_str().unwrap_or_default().into_owned())]);
    sink.push(match payload.fields.tools {
        Some(tools) => diagnostic.related(tools, "`tools` is empty"),
        None => diagnostic,
    });
}
