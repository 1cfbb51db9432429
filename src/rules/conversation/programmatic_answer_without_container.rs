use crate::knowledge::Endpoint;
use crate::payload::{Payload, Role};
use crate::rules::{Anchor, Check, Sink, rule};

use super::tool::{id_node, is_called_from_code, named};

rule! {
    /// ## What it does
    ///
    /// Finds an answer to a call from code without the `container` that the code runs in.
    ///
    /// ## Why the API refuses it
    ///
    /// The program waits in its container. The request that brings the result has to say which one: the id stands in
    /// the answer that made the call.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5", "max_tokens": 1024, "tools": [{"type": "code_execution_20260120", "name": "code_execution"}, {"name": "get_weather", "input_schema": {"type": "object", "properties": {}}, "allowed_callers": ["code_execution_20260120"]}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "code_execution", "input": {"code": "get_weather()"}}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}, "caller": {"type": "code_execution_20260120", "tool_id": "srvtoolu_1"}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5", "max_tokens": 1024, "container": "container_1", "tools": [{"type": "code_execution_20260120", "name": "code_execution"}, {"name": "get_weather", "input_schema": {"type": "object", "properties": {}}, "allowed_callers": ["code_execution_20260120"]}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "code_execution", "input": {"code": "get_weather()"}}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}, "caller": {"type": "code_execution_20260120", "tool_id": "srvtoolu_1"}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on programmatic tool calling, 2026-08-22. The words of the answer were not seen.
    PL384 "programmatic-answer-without-container",
    summary: "an answer to a call from code without its container",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let waits = || payload.last_speaker().is_some_and(|last| last.role == Role::User);
    let (pairing, endpoint) = (payload.pairing(), payload.context.endpoint);
    if pairing.pending.is_empty() || !waits() || endpoint == Endpoint::CountTokens || names_container(payload) {
        return;
    }
    let Some((call, _)) = pairing.answered_last().find(|(call, _)| is_called_from_code(&call.block)) else { return };
    let place = match payload.fields.container {
        Some(container) => Anchor::from(container),
        None => Anchor::Missing(payload.body.id(), "container".to_owned()),
    };
    sink.push(
        RULE.at(place, format!("the answer to tool {}, called from code, names no `container`", named(&call.block)))
            .label("`container` belongs in here")
            .related(id_node(&call.block), "called from code that waits")
            .help("send `container` with the id from the answer that made the call (`container.id`)")
            .response_status(400, "invalid_request_error"),
    );
}

fn names_container(payload: &Payload<'_>) -> bool {
    let Some(container) = payload.fields.container else { return false };
    container.is_string() || container.get("id").is_some_and(|id| id.is_string())
}
