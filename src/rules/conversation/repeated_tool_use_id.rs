use crate::payload::Payload;
use crate::payload::pairing::Fault;
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::tool::{id_node, named};

rule! {
    /// ## What it does
    ///
    /// Finds a tool call whose `id` an earlier call of the conversation has.
    ///
    /// ## Why the API refuses it
    ///
    /// Ids are unique over the whole conversation, so that a result names one call. Local models that number their
    /// calls anew in each turn repeat them, and so does a history that was appended twice. An id is told once, however
    /// often it comes back. For calls of server tools the answer was not seen: a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_2", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_2", "content": "Rain"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E025 of the catalogue, a live answer. The path counts messages after consecutive ones of one role are
    /// merged.
    PL365 "repeated-tool-use-id",
    summary: "two tool calls with one id",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["E025"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let Fault::RepeatedId(call, first) = fault else { continue };
        let diagnostic = RULE
            .at(id_node(&call.block), format!("the id of tool {} was used before", named(&call.block)))
            .label("not unique")
            .related(id_node(first), format!("used here first, by {}", named(first)));
        sink.push(if call.block.kind.is_server_call() {
            diagnostic
                .help("send each block of the assistant once, as it came")
                .response_status(400, "invalid_request_error")
                .uncertain_if(true)
        } else {
            diagnostic
                .help("give each call an id of its own, and its result the same one")
                .response("E025", [])
                .response_path(ResponsePath::Given(call.at.block_path()))
        });
    }
}
