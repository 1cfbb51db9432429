use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::tool::type_node;

rule! {
    /// ## What it does
    ///
    /// Finds a tool's result with `is_error: true` that holds more than text.
    ///
    /// ## Why the API refuses it
    ///
    /// The API has asked for text alone in a failed result. No newer page repeats it: a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "is_error": true, "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "is_error": true, "content": "The page did not load."}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// An older answer, told second-hand: `all content must be type "text" if "is_error" is true`.
    PL381 "error-result-content",
    summary: "a failed result with more than text",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["F27"],
    stage: Conversation,
    check: Check::Block(&[BlockKind::ToolResult], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if block.get("is_error").and_then(|error| error.as_bool()) != Some(true) {
        return;
    }
    let told_elsewhere = |kind| matches!(kind, BlockKind::Text | BlockKind::BrowserState | BlockKind::Unknown);
    let Some(other) = block.nested().find(|nested| !told_elsewhere(nested.kind)) else { return };
    sink.push(
        RULE.at(type_node(&other), format!("`{}` in a result that is an error", other.kind.tag()))
            .label("not text")
            .help("tell the error in words; show the rest behind the `tool_result` blocks")
            .response("F27", []),
    );
}
