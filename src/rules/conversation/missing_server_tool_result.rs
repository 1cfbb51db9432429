use crate::mask::{quoted, shown};
use crate::payload::pairing::FaultKind;
use crate::payload::{BlockKind, Payload};
use crate::rules::pairing::server_call_values;
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a call of a server tool (`server_tool_use`) whose result is not in the assistant turn, but nowhere or in a later
    /// turn.
    ///
    /// ## Why the API refuses it
    ///
    /// The API created the call and its result together and needs both. Allowed without a result: a call in a paused
    /// turn that is sent back as the last message, and a call that waits for the results of client tools.
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
    /// E028, a live response. The path counts messages after consecutive ones of one role are merged. A warning for
    /// calls of MCP servers, where this is inferred, and for calls from code, whose results may be omitted
    /// (`response_inclusion`).
    PL370 "missing-server-tool-result",
    summary: "a server tool call without its result",
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
        let FaultKind::ServerMissing(call, late) = &fault.kind else { continue };
        let block = &call.block;
        let is_mcp = block.kind == BlockKind::McpToolUse;
        let named = shown!("`{}` {}", block.kind.tag(), block.call_name());
        let result = block.result_type();
        let diagnostic = match late {
            Some(late) => RULE
                .at(block.id_node(), shown!("the result of {named} is in another turn", named))
                .label("no result in this turn")
                .related(late.type_node(), "the result is here")
                .help(shown!(
                    "move the {result} block into the turn of the call, directly after it",
                    result = quoted(&result)
                )),
            None => RULE
                .at(block.id_node(), shown!("{named} has no result", named))
                .label("no result in this turn")
                .help(shown!(
                    "send the whole assistant turn back, with its {result} block, or remove the call",
                    result = quoted(&result)
                )),
        };
        let diagnostic = diagnostic
            // A tool that code calls may omit its result from the response.
            .uncertain_if(is_mcp || block.is_called_from_code())
            .yields_to_causes(&fault.causes);
        sink.push(if is_mcp {
            diagnostic.response_status(400, "invalid_request_error")
        } else {
            diagnostic
                .response("E028", server_call_values(&call.block))
                .response_path(ResponsePath::Given(call.at.message_path()))
        });
    }
}
