use crate::payload::{Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `compaction` block made on request (one with a `signature`) that is not the first block of the
    /// conversation.
    ///
    /// ## Why the API refuses it
    ///
    /// The block replaces everything before it. What it replaces must not be sent again, and the API does not guess
    /// whether it was.
    ///
    /// Blocks made because a threshold was reached have no signature and may be anywhere: the API drops what comes
    /// before them.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "compaction", "content": "They greeted.", "signature": "EqQBCgIYAhIM"}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "assistant", "content": [{"type": "compaction", "content": "They greeted.", "signature": "EqQBCgIYAhIM"}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on compaction on demand, 2026-10-10 (error code `compaction_block_misplaced`), and live responses quoted in
    /// public code (2026-10-09).
    PL356 "misplaced-compaction",
    summary: "a compaction that is not the first block",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/compaction-on-demand",
    since: "0.1.0",
    responses: ["K09"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(block) = payload.pairing().signed_compactions.first() else { return };
    let first = payload.messages().iter().find(|message| message.role != Role::System);
    if block.index == 0 && first.is_some_and(|message| message.index == block.message.index) {
        return;
    }
    sink.push(
        RULE.at(block.type_node(), "`compaction` must be the first block of the conversation")
            .label("not the first block")
            .help("move it to the start of `messages`, and remove the messages that it summarizes")
            .response("K09", []),
    );
}
