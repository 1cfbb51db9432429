use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `thinking` or `redacted_thinking` block in a `user` message.
    ///
    /// ## Why the API refuses it
    ///
    /// Only assistant messages contain thinking. The block belongs in the assistant message that it came with.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": [{"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"}, {"type": "text", "text": "Hello"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E096, a live response.
    PL344 "thinking-in-user-message",
    summary: "thinking in a user message",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "live response",
    since: "0.1.0",
    responses: ["E096"],
    stage: Conversation,
    check: Check::Block(&[BlockKind::Thinking, BlockKind::RedactedThinking], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if block.message.role != Role::User || block.outer.is_some() {
        return;
    }
    sink.push(
        RULE.at(block.type_node(), shown!("`{}` block in a user message", block.kind.tag()))
            .label("only allowed in assistant messages")
            .related(block.message.role_node(), "this message has role `user`")
            .help("move the block to the start of the assistant message that it came with, or remove it")
            .response("E096", []),
    );
}
