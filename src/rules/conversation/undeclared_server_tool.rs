use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::tool::{id_node, named};

rule! {
    /// ## What it does
    ///
    /// Finds a call of a server tool that is still to be run, while `tools` does not declare the tool.
    ///
    /// ## Why the API refuses it
    ///
    /// The API goes on with the call as soon as it gets the request, and needs the tool for it. Tools that were called
    /// and answered earlier need no declaration any more. Code that runs on in its container needs none either: such
    /// requests got 200.
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
    /// The page on troubleshooting tool use, 2026-08-22. The first words of the answer are those of row E028, the last
    /// are `but no … tool was provided`; how the two are joined was not seen.
    PL373 "undeclared-server-tool",
    summary: "a server tool is to go on and is not declared",
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
    if payload.continues_thread() || payload.has_unreadable_tools() {
        return;
    }
    for call in &payload.pairing().pending {
        let Some(tool) = call.str("name").filter(|name| !name.ends_with("code_execution")) else { continue };
        // The name of no server tool has been told.
        let mut known = payload.context.knowledge.tools().iter();
        if !known.any(|facts| facts.name.as_deref() == Some(&*tool)) {
            continue;
        }
        if call.kind != BlockKind::ServerToolUse || payload.declares_tool(&tool) {
            continue;
        }
        sink.push(
            RULE.at(id_node(call), format!("server tool {} is to go on, and `tools` does not have it", named(call)))
                .label("still to be run")
                .help(format!("declare `{tool}` in `tools` as in the request that this turn answers"))
                .response_status(400, "invalid_request_error"),
        );
    }
}
