use crate::json::Node;
use crate::request::{BlockKind, Message, Payload, Role};
use crate::rules::{Check, Place, Sink, rule};

use super::given;

rule! {
    /// ## What it does
    ///
    /// Finds what a system message with `clear_at: "next_user_message"` cannot have: `output_config`, a change of
    /// tools, `cache_control`.
    ///
    /// ## Why the API refuses it
    ///
    /// The message goes away at the next turn of the user. An effort, a change of tools or a cache breakpoint would
    /// have to stay.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=mid-conversation-system-clear-at-2026-08-21
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "system", "clear_at": "next_user_message", "content": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=mid-conversation-system-clear-at-2026-08-21
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [
    ///     {"role": "user", "content": [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}]},
    ///     {"role": "system", "clear_at": "next_user_message", "content": "Be brief."}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on mid-conversation system messages. The words of the answer were not seen.
    PL776 "clear-at-conflict",
    summary: "a system message that goes away and would leave something behind",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    answers: [],
    stage: Conversation,
    check: Check::Message(check),
}

fn check(message: &Message<'_>, _: &Payload<'_>, sink: &mut Sink) {
    if message.role != Role::System {
        return;
    }
    let Some(clear_at) = message.node.get("clear_at").filter(|value| value.is_str("next_user_message")) else { return };
    let mut say = |node: Node<'_>, what: &str| {
        sink.push(
            RULE.at(node, format!("{what} does not go with `clear_at` in message {}", message.index))
                .label("would have to stay")
                .related(Place::from(clear_at), "the message goes away here")
                .help("move it to a system message without `clear_at`")
                .answer_status(400, "invalid_request_error"),
        );
    };
    if let Some(config) = given(message.node.get("output_config")) {
        say(config, "`output_config`");
    }
    for block in message.blocks() {
        match block.kind {
            BlockKind::ToolAddition | BlockKind::ToolRemoval => say(block.node, "a change of tools"),
            _ => {
                if let Some(cache_control) = given(block.get("cache_control")) {
                    say(cache_control, "`cache_control`");
                }
            }
        }
    }
}
