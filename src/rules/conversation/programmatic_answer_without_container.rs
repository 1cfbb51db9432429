use crate::knowledge::Endpoint;
use crate::mask::shown;
use crate::payload::{Payload, Role};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds the result of a call from code in a request without the `container` in which the code runs.
    ///
    /// ## Why the API refuses it
    ///
    /// The program waits in its container. The request with the result must name the container; its ID is in the
    /// response that made the call.
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
    /// The page on programmatic tool calling, 2026-08-22. The text of the response is unknown.
    PL384 "programmatic-answer-without-container",
    summary: "the result of a call from code without `container`",
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
    let ends_with_user = || payload.last_non_system_message().is_some_and(|last| last.role == Role::User);
    let (pairing, endpoint) = (payload.pairing(), payload.context.endpoint);
    let is_waiting = !pairing.pending.is_empty() && ends_with_user();
    if !is_waiting || endpoint == Endpoint::CountTokens || names_container(payload) {
        return;
    }
    let Some((call, _)) = pairing.answered_last().find(|(call, _)| call.block.is_called_from_code()) else { return };
    let anchor = payload.fields.container.map_or_else(|| Anchor::missing(payload.body, "container"), Anchor::from);
    sink.push(
        RULE.at(
            anchor,
            shown!("`container` is missing for the result of {}, called from code", call.block.call_name()),
        )
        .label("add `container` here")
        .related(call.block.id_node(), "called from code that is still running")
        .help("set `container` to the ID in the response that made the call (`container.id`)")
        .response_status(400, "invalid_request_error"),
    );
}

fn names_container(payload: &Payload<'_>) -> bool {
    let Some(container) = payload.fields.container else { return false };
    container.is_string() || container.get("id").is_some_and(|id| id.is_string())
}
