use crate::mask::{quoted, shown};
use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a call of a server tool that the API still has to run, while `tools` does not declare the tool.
    ///
    /// ## Why the API refuses it
    ///
    /// The API runs the call when it receives the request, and needs the tool for it. Tools whose calls already have
    /// results need no declaration. Code that continues in its container does not need one either: such requests were
    /// accepted.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "web_search_20260318", "name": "web_search"}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on troubleshooting tool use, 2026-08-22. The response starts like E028 and ends with `but no … tool was
    /// provided`; the text between is unknown.
    PL373 "undeclared-server-tool",
    summary: "a pending server tool call whose tool is not declared",
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
    let pending = &payload.pairing().pending;
    if pending.is_empty() || payload.continues_thread() || payload.has_unreadable_tools() {
        return;
    }
    let misnamed = payload.misnamed_key("tools");
    for call in pending.iter().filter(|call| call.kind == BlockKind::ServerToolUse) {
        let Some(tool) = call.str("name").filter(|name| !name.ends_with("code_execution")) else { continue };
        // Which tool an unknown name stands for is unknown.
        let is_known = payload.context.knowledge.tools().iter().any(|facts| facts.name.as_deref() == Some(&*tool));
        if !is_known || payload.declares_tool(&tool) {
            continue;
        }
        let diagnostic = RULE
            .at(call.id_node(), shown!("pending server tool call {} is not declared in `tools`", call.call_name()))
            .label("the API still has to run this call")
            .help(shown!(
                "declare {tool} in `tools`, as in the request that this turn responds to",
                tool = quoted(&tool)
            ))
            .response_status(400, "invalid_request_error");
        sink.push(match misnamed {
            Some(key) => diagnostic.yields_to("unknown-field", key),
            None => diagnostic,
        });
    }
}
