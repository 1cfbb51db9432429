use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_result` block in an `assistant` message.
    ///
    /// ## Why the API refuses it
    ///
    /// Results of client tools come from the user: they are at the start of the `user` message after the call.
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
    /// E026, a live response.
    PL351 "misplaced-tool-result",
    summary: "a tool result in an assistant message",
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
        RULE.at(block.type_node(), shown!("`tool_result` {} in an assistant message", quoted(&id)))
            .label("only allowed in user messages")
            .related(block.message.role_node(), "this message has role `assistant`")
            .help("move the block to the start of a `user` message directly after the call")
            .response("E026", []),
    );
}
