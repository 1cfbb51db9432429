use crate::mask::shown;
use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a conversation whose last message has role `assistant` and ends with a `thinking` block.
    ///
    /// ## Why the API refuses it
    ///
    /// The turn was interrupted while the model was thinking, and thinking alone cannot be continued. The same message
    /// is accepted anywhere except at the end.
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
    /// E020, a live response of 2026-07-25. For `redacted_thinking` it is inferred: a warning.
    PL340 "thinking-last",
    summary: "the conversation ends with a thinking block",
    severity: Error,
    confidence: Observed,
    seen: "2026-07-25",
    source: "live response",
    since: "0.1.0",
    responses: ["E020"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(last) = payload.final_assistant_message() else { return };
    let Some(block) = last.message.final_thinking() else { return };
    sink.push(
        RULE.at(block.type_node(), shown!("conversation ends with a `{}` block", block.kind.tag()))
            .label("last block of the last message")
            .help("remove the interrupted turn, or at least this block, and end with a `user` message")
            .uncertain_if(block.kind != BlockKind::Thinking)
            .yields_to_causes(&last.causes)
            .response("E020", []),
    );
}
