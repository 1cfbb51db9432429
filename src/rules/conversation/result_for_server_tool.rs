use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::pairing::FaultKind;
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_result` for a call that the API runs itself (`server_tool_use`, IDs that start with `srvtoolu_`).
    ///
    /// ## Why the API refuses it
    ///
    /// The API runs such a call and puts the result into the assistant turn. A client must not send a result for it.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}, {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}, {"type": "text", "text": "Nothing new."}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "srvtoolu_1", "content": "News"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}, {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}, {"type": "text", "text": "Nothing new."}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the tool search tool, 2026-08-22. The response is E023, whose condition is met. The path counts
    /// messages after consecutive ones of one role are merged.
    PL366 "result-for-server-tool",
    summary: "a tool result for a call of a server tool",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool",
    since: "0.1.0",
    responses: ["E023"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let FaultKind::ForServerTool(result, call) = &fault.kind else { continue };
        let diagnostic = RULE
            .at(result.block.id_node(), shown!("`tool_result` for server tool call {}", quoted(&result.id)))
            .label("the API runs this call")
            .help("remove this result; the API's own result is in the assistant turn")
            .yields_to_causes(&fault.causes)
            .response("E023", [("id", result.id.to_string())])
            .response_path(ResponsePath::Given(result.at.block_path()));
        sink.push(match call {
            Some(call) => diagnostic.related(call.id_node(), shown!("call {}", call.call_name())),
            None => diagnostic,
        });
    }
}
