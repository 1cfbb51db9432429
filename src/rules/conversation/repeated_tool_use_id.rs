use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::pairing::{FaultKind, Repetition};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a tool call whose `id` an earlier call of the conversation has.
    ///
    /// ## Why the API refuses it
    ///
    /// IDs are unique within a turn, so that a result belongs to one call. Consecutive assistant messages are one turn. Each
    /// ID is reported once, however often it is repeated.
    ///
    /// In a later turn, an ID may be used again: the API has accepted it, although the documentation calls IDs unique, and
    /// results are easily assigned to the wrong call. This is a warning. Local models that restart their numbering in each
    /// turn repeat IDs, and so does a history that was appended twice. For calls of server tools the response is unknown: a
    /// warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}, {"type": "tool_use", "id": "toolu_2", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}, {"type": "tool_result", "tool_use_id": "toolu_2", "content": "Rain"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E025, live responses, all of them about two calls of one turn. The path counts messages after consecutive ones of one
    /// role are merged. Requests with an ID of an earlier turn, each call with its result, were accepted (recorded in August
    /// 2026).
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
        let FaultKind::RepeatedId(call, first, repetition) = &fault.kind else { continue };
        let diagnostic = RULE
            .at(call.block.id_node(), shown!("duplicate `{}` ID: {}", call.block.kind.tag(), call.block.call_name()))
            .label("not unique")
            .related(first.id_node(), shown!("first used by {}", first.call_name()))
            .yields_to_causes(&fault.causes);
        sink.push(match repetition {
            _ if call.block.kind.is_server_call() => diagnostic
                .help("send each of the assistant's blocks back once, unchanged")
                .response_status(400, "invalid_request_error")
                .uncertain_if(true),
            Repetition::InLaterTurn => diagnostic
                .help("use a unique ID for each call, and the same ID for its result; the API has accepted an ID of an earlier turn")
                .uncertain_if(true),
            Repetition::InTurn => diagnostic
                .help("use a unique ID for each call, and the same ID for its result")
                .response("E025", [])
                .response_path(ResponsePath::Given(call.at.block_path())),
        });
    }
}
