use crate::finding::{Safety, quoted};
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::pairing::FaultKind;
use crate::rules::{Check, Edit, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a second result for one call, of a client tool or of a server tool.
    ///
    /// ## Why the API refuses it
    ///
    /// Each call has one result. A second one appears when a result is made up for an interrupted call and the real one
    /// arrives later. For results of server tools the response is unknown: a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}, {"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
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
    /// ## Fix
    ///
    /// Unsafe, because the two may differ: removes the second result.
    ///
    /// ## Evidence
    ///
    /// E024, many reports of 2026. The path counts messages after consecutive ones of one role are merged.
    PL364 "repeated-tool-result",
    summary: "two results for one tool call",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["E024"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let FaultKind::Repeated(result, first) = &fault.kind else { continue };
        let diagnostic = RULE
            .at(result.block.id_node(), shown!("duplicate result for call {}", quoted(&result.id)))
            .label("the call already has a result")
            .related(first.id_node(), "first result")
            .help("keep one of the two")
            .yields_to_causes(&fault.causes);
        let diagnostic = if result.block.kind.is_server_result() {
            diagnostic.response_status(400, "invalid_request_error").uncertain_if(true)
        } else {
            diagnostic
                .response("E024", [("id", result.id.to_string())])
                .response_path(ResponsePath::Given(result.at.block_path()))
        };
        sink.push(if result.block.has_siblings() {
            diagnostic.fix(Safety::Unsafe, "remove the second result", [Edit::remove(result.block.node)])
        } else {
            diagnostic
        });
    }
}
