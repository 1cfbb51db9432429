use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_use` block in a `user` message.
    ///
    /// ## Why the API refuses it
    ///
    /// Only the assistant calls tools. The block belongs in an `assistant` message before the `user` message with its
    /// result.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": [{"type": "text", "text": "Weather?"}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]}
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
    /// The page on handling tool calls, 2026-10-10. The response (E027) is known from servers that reproduce the API's.
    PL350 "misplaced-tool-use",
    summary: "a tool call in a user message",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["E027"],
    stage: Conversation,
    check: Check::Block(&[BlockKind::ToolUse], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if block.message.role != Role::User || block.outer.is_some() {
        return;
    }
    sink.push(
        RULE.at(block.type_node(), shown!("`tool_use` {} in a user message", block.call_name()))
            .label("only allowed in assistant messages")
            .related(block.message.role_node(), "this message has role `user`")
            .help("move the block to an `assistant` message; its result goes in the next `user` message")
            .response("E027", []),
    );
}
