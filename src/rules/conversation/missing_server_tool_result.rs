use crate::payload::pairing::Fault;
use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::tool::{id_node, is_called_from_code, named, result_type, without_result};

rule! {
    /// ## What it does
    ///
    /// Finds a call of a server tool (`server_tool_use`) whose result is not in the assistant's turn.
    ///
    /// ## Why the API refuses it
    ///
    /// The API made call and result together, and wants both back. A turn that it paused may end in the call when it
    /// is sent back as the last one, and a call may wait while the caller's own tools are asked.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}, {"type": "text", "text": "Nothing new."}]},
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
    /// Row E028 of the catalogue, a live answer. The path counts messages after consecutive ones of one role are
    /// merged. For calls of MCP servers it is inferred, and the results of calls from code may be left out
    /// (`response_inclusion`): a warning.
    PL370 "missing-server-tool-result",
    summary: "a server tool's call without its result",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/server-tools",
    since: "0.1.0",
    responses: ["E028"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let Fault::ServerMissing(call) = fault else { continue };
        let is_mcp = call.block.kind == BlockKind::McpToolUse;
        let diagnostic = RULE
            .at(id_node(&call.block), format!("the call of server tool {} has no result", named(&call.block)))
            .label("no result in this turn")
            .help(format!(
                "send the assistant's turn back whole, with its `{}` block, or leave the call out",
                result_type(&call.block)
            ))
            // Tools that code calls may be told to keep their results out of the answer.
            .uncertain_if(is_mcp || is_called_from_code(&call.block));
        sink.push(if is_mcp {
            diagnostic.response_status(400, "invalid_request_error")
        } else {
            diagnostic
                .response_text(without_result(&call.block))
                .response_path(ResponsePath::Given(call.at.message_path()))
        });
    }
}
