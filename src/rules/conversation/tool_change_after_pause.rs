use crate::mask::shown;
use crate::payload::{BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `tool_addition` or `tool_removal` directly after a turn that the API paused.
    ///
    /// ## Why the API refuses it
    ///
    /// While a turn with a server tool is paused, the tools must stay the same. They can change after the next user
    /// message.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "web_search_20260318", "name": "web_search"}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [
    ///     {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}},
    ///     {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}
    ///   ]},
    ///   {"role": "system", "content": [{"type": "tool_removal", "tool": {"type": "tool_reference", "name": "web_search"}}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "web_search_20260318", "name": "web_search"}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "system", "content": [{"type": "tool_removal", "tool": {"type": "tool_reference", "name": "web_search"}}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on mid-conversation system messages, 2026-10-10. The text of the response is unknown, and that the turn
    /// was paused is concluded from its last block: a warning.
    PL315 "tool-change-after-pause",
    summary: "tools change while a turn is paused",
    severity: Warning,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for run in payload.system_runs() {
        let Some(paused) = run.before.filter(|message| message.role == Role::Assistant) else { continue };
        let Some(last) = paused.last_block() else { continue };
        if !last.kind.is_server_result() && !last.kind.is_server_call() {
            continue;
        }
        let is_change = |kind| matches!(kind, BlockKind::ToolAddition | BlockKind::ToolRemoval);
        let mut blocks = run.messages.iter().flat_map(|message| message.blocks());
        if let Some(change) = blocks.find(|block| is_change(block.kind)) {
            sink.push(
                RULE.at(change.type_node(), shown!("`{}` directly after a paused turn", change.kind.tag()))
                    .label("tools cannot change here")
                    .related(paused.role_node(), "this turn ends with a server tool")
                    .help("let the turn finish, then change the tools after the next `user` message")
                    .response_status(400, "invalid_request_error"),
            );
        }
    }
}
