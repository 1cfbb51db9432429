use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::pairing::FaultKind;
use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds the result of a server tool without its call before it in the assistant turn.
    ///
    /// ## Why the API refuses it
    ///
    /// The API created the call and its result together, and needs both in their order. Clients that keep only some
    /// types of blocks drop the call.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}, {"type": "text", "text": "Nothing new."}]},
    ///   {"role": "user", "content": "How are you?"}
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
    /// E029, a live response for results of the advisor tool. The path counts messages after consecutive ones of one
    /// role are merged. For results of MCP servers it is inferred: a warning.
    PL371 "orphan-server-tool-result",
    summary: "a server tool result without its call",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/server-tools",
    since: "0.1.0",
    responses: ["E029"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let FaultKind::ServerOrphan(result) = &fault.kind else { continue };
        let kind = result.block.kind.tag();
        let is_mcp = result.block.kind == BlockKind::McpToolResult;
        let call = if is_mcp { "mcp_tool_use" } else { "server_tool_use" };
        let diagnostic = RULE
            .at(
                result.block.id_node(),
                shown!("`{kind}` {} has no matching `{call}` before it", quoted(&result.id), kind, call),
            )
            .label(shown!("no `{call}` with this ID", call))
            .help(shown!("send the whole assistant turn back, with the `{call}` block, or remove the result", call))
            .uncertain_if(is_mcp)
            .yields_to_causes(&fault.causes);
        sink.push(if is_mcp {
            diagnostic.response_status(400, "invalid_request_error")
        } else {
            let tool = kind.strip_suffix("_tool_result").unwrap_or(kind);
            diagnostic
                .response("E029", [("x", tool.to_owned()), ("id", result.id.to_string())])
                .response_path(ResponsePath::Given(result.at.block_path()))
        });
    }
}
