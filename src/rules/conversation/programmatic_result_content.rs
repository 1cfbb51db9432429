use crate::mask::shown;
use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a result with more than text for a tool that was called from code.
    ///
    /// ## Why the API refuses it
    ///
    /// The result goes to the program that made the call, as a string, so images and documents cannot reach it.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5", "max_tokens": 1024, "container": "container_1", "tools": [{"type": "code_execution_20260120", "name": "code_execution"}, {"name": "get_weather", "input_schema": {"type": "object", "properties": {}}, "allowed_callers": ["code_execution_20260120"]}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "code_execution", "input": {"code": "get_weather()"}}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}, "caller": {"type": "code_execution_20260120", "tool_id": "srvtoolu_1"}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]}]}
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
    PL383 "programmatic-result-content",
    summary: "more than text for a tool called from code",
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
    for (call, result) in payload.pairing().answered() {
        if !call.block.is_called_from_code() {
            continue;
        }
        let is_other = |kind| !matches!(kind, BlockKind::Text | BlockKind::Unknown);
        let Some(other) = result.nested().find(|nested| is_other(nested.kind)) else { continue };
        let message = shown!("`{}` in the result of {}, called from code", other.kind.tag(), call.block.call_name());
        sink.push(
            RULE.at(other.type_node(), message)
                .label("only text reaches the code")
                .related(call.block.id_node(), "called from code")
                .help("send the result as text")
                .response_status(400, "invalid_request_error"),
        );
    }
}
