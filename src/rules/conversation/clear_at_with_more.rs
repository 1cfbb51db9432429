use crate::json::Node;
use crate::mask::{Shown, shown};
use crate::payload::{BlockKind, Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `system` message with `clear_at: "next_user_message"` that contains more than text.
    ///
    /// ## Why the API refuses it
    ///
    /// The API drops such a message at the next user turn, so it may contain only text: no tool changes, no
    /// `output_config` and no `cache_control`, which would outlast it.
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
    /// The page on mid-conversation system messages, 2026-10-10. The text of the response is unknown.
    PL314 "clear-at-with-more",
    summary: "`clear_at` on a message with more than text",
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
    let Some((found, what)) = lasting_part(message).or_else(|| other_block(message)) else { return };
    sink.push(
        RULE.at(found, shown!("`clear_at` cannot be combined with {what}", what))
            .label("not allowed with `clear_at`")
            .related(clear_at, "`clear_at` is set here")
            .help("move it to a separate `system` message without `clear_at`")
            .yields_to("block-not-in-system-message", found)
            .response_status(400, "invalid_request_error"),
    );
}

/// The first part of the message that would outlast it.
fn lasting_part<'a>(message: &Message<'a>) -> Option<(Node<'a>, Shown)> {
    let is_set = |value: &Node<'a>| !value.is_null();
    if let Some(config) = message.node.get("output_config").filter(is_set) {
        return Some((config, "`output_config`".into()));
    }
    message.blocks().find_map(|block| match block.kind {
        BlockKind::ToolAddition | BlockKind::ToolRemoval => Some((block.type_node(), "a tool change".into())),
        _ => block.cache_control.filter(is_set).map(|control| (control, "`cache_control`".into())),
    })
}

/// The first block that is not text.
fn other_block<'a>(message: &Message<'a>) -> Option<(Node<'a>, Shown)> {
    let block = message.blocks().find(|block| !matches!(block.kind, BlockKind::Text | BlockKind::Unknown))?;
    Some((block.type_node(), shown!("a block of type `{}`", block.kind.tag())))
}
