use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::pairing::FaultKind;
use crate::rules::pairing::server_call_values;
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds other content among the results that a server tool waits for.
    ///
    /// ## Why the API refuses it
    ///
    /// When the assistant calls a server tool and a client tool in one turn, the API waits for the client's results
    /// before it continues. The user message with these results must contain only `tool_result` blocks.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "web_search_20260318", "name": "web_search"}, {"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}, {"type": "text", "text": "How are you?"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "web_search_20260318", "name": "web_search"}, {"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The pages on server tools and troubleshooting tool use, 2026-08-22. The response is E028. The path counts
    /// messages after consecutive ones of one role are merged.
    PL372 "interrupted-server-tool",
    summary: "other content among the results that a server tool waits for",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/troubleshooting-tool-use",
    since: "0.1.0",
    responses: ["E028"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let FaultKind::Interrupted(call, other) = &fault.kind else { continue };
        let message =
            shown!("only `tool_result` blocks are allowed while server tool {} waits", call.block.call_name());
        sink.push(
            RULE.at(other.get("type").unwrap_or(*other), message)
                .label("not a `tool_result`")
                .related(call.block.id_node(), "this call waits for the results of client tools")
                .help("send only the `tool_result` blocks, and everything else in a later message")
                .yields_to_causes(&fault.causes)
                .response("E028", server_call_values(&call.block))
                .response_path(ResponsePath::Given(call.at.message_path())),
        );
    }
}
