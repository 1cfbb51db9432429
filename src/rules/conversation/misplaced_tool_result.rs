use crate::finding::quoted;
use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

use super::tool::type_node;

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_result` block in an assistant's message.
    ///
    /// ## Why the API refuses it
    ///
    /// Results of the caller's tools come from the user: they open the `user` message after the call.
    ///
    /// ## Example
    ///
    /// ```json,fail,target=anthropic
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "assistant", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}, {"type": "text", "text": "It is sunny."}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E026 of the catalogue, a live answer.
    PL351 "misplaced-tool-result",
    summary: "a tool's result in an assistant's message",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["E026"],
    stage: Conversation,
    check: Check::Block(&[BlockKind::ToolResult], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if block.message.role != Role::Assistant || block.outer.is_some() {
        return;
    }
    let id = block.str("tool_use_id").unwrap_or_default();
    sink.push(
        RULE.at(type_node(block), format!("the result for {} stands in an assistant's message", quoted(&id)))
            .label("results come from the user")
            .related(block.message.role_node(), "this message is the assistant's")
            .help("put the block at the start of a `user` message right after the call")
            .response("E026", []),
    );
}
