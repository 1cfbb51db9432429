use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::prefill::{ends_in_thinking, prefill};

rule! {
    /// ## What it does
    ///
    /// Finds a conversation whose last message is the assistant's and ends in a `thinking` block.
    ///
    /// ## Why the API refuses it
    ///
    /// The turn was interrupted while the model thought, and nothing can follow from thinking alone. The same message
    /// is fine anywhere but at the end.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [
    ///     {"type": "text", "text": "One moment."},
    ///     {"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"}
    ///   ]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "text", "text": "One moment."}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E020 of the catalogue, a live answer of 2026-07-25. For `redacted_thinking` it is inferred: a warning.
    PL340 "thinking-last",
    summary: "the conversation ends in a thinking block",
    severity: Error,
    confidence: Observed,
    seen: "2026-07-25",
    source: "live answer",
    since: "0.1.0",
    responses: ["E020"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(last) = prefill(payload).filter(|last| ends_in_thinking(last)) else { return };
    let Some(block) = last.last_block() else { return };
    sink.push(
        RULE.at(
            block.get("type").unwrap_or(block.node),
            format!("the conversation ends in a `{}` block", block.kind.tag()),
        )
        .label("the last block of the last message")
        .help("leave out the interrupted turn, or at least this block, and end with a `user` message")
        .uncertain_if(block.kind != BlockKind::Thinking)
        .response("E020", []),
    );
}
