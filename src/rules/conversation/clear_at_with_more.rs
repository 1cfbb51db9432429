use crate::json::Node;
use crate::payload::{BlockKind, Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `system` message with `clear_at: "next_user_message"` that holds more than text.
    ///
    /// ## Why the API refuses it
    ///
    /// A message that the API forgets at the next user's turn may hold text alone: no change of tools, no
    /// `output_config`, no `cache_control`, since those outlast it.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "system", "clear_at": "next_user_message", "content": [
    ///     {"type": "text", "text": "Be brief this once.", "cache_control": {"type": "ephemeral"}}
    ///   ]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "system", "clear_at": "next_user_message", "content": "Be brief this once."}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on mid-conversation system messages, 2026-10-10. The words of the answer were not seen.
    PL314 "clear-at-with-more",
    summary: "`clear_at` on a message that holds more than text",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Message(check),
}

fn check(message: &Message<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if message.role != Role::System {
        return;
    }
    let Some(clear_at) = message.node.get("clear_at").filter(|at| at.is_str("next_user_message")) else { return };
    let Some((found, what)) = more_than_text(message) else { return };
    sink.push(
        RULE.at(found, format!("a `system` message that is cleared at the next user's turn holds {what}"))
            .label("not together with `clear_at`")
            .related(clear_at, "cleared here")
            .help("put it into a system message of its own, without `clear_at`")
            .response_status(400, "invalid_request_error"),
    );
}

fn more_than_text<'a>(message: &Message<'a>) -> Option<(Node<'a>, &'static str)> {
    let given = |node: Node<'a>, name: &str| node.get(name).filter(|value| !value.is_null());
    if let Some(config) = given(message.node, "output_config") {
        return Some((config, "`output_config`"));
    }
    message.blocks().find_map(|block| match block.kind {
        BlockKind::ToolAddition | BlockKind::ToolRemoval => Some((block.get("type")?, "a change of tools")),
        _ => given(block.node, "cache_control").map(|control| (control, "`cache_control`")),
    })
}
