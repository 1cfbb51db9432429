use crate::payload::Payload;
use crate::payload::pairing::FaultKind;
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a tool call whose `id` an earlier call of the conversation has.
    ///
    /// ## Why the API refuses it
    ///
    /// IDs are unique in the whole conversation, so that a result belongs to one call. Local models that restart their
    /// numbering in each turn repeat them, and so does a history that was appended twice. Each ID is reported once,
    /// however often it is repeated. For calls of server tools the response is unknown: a warning.
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
    /// E025, a live response. The path counts messages after consecutive ones of one role are merged.
    PL365 "repeated-tool-use-id",
    summary: "two tool calls with the same ID",
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
        let FaultKind::RepeatedId(call, first) = &fault.kind else { continue };
        let diagnostic = RULE
            .at(call.block.id_node(), format!("duplicate `{}` ID: {}", call.block.kind.tag(), call.block.call_name()))
            .label("not unique")
            .related(first.id_node(), format!("first used by {}", first.call_name()))
            .yields_to_causes(&fault.causes);
        sink.push(if call.block.kind.is_server_call() {
            diagnostic
                .help("send each of the assistant's blocks back once, unchanged")
                .response_status(400, "invalid_request_error")
                .uncertain_if(true)
        } else {
            diagnostic
                .help("use a unique ID for each call, and the same ID for its result")
                .response("E025", [])
                .response_path(ResponsePath::Given(call.at.block_path()))
        });
    }
}
