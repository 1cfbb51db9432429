use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds more than one `compaction` block made on request (with content and a `signature`).
    ///
    /// ## Why the API refuses it
    ///
    /// Each replaces everything before it, so only the last one can be used.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "assistant", "content": [{"type": "compaction", "content": "They greeted.", "signature": "EqQBCgIYAhIM"}]},
    ///   {"role": "user", "content": "How are you?"},
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
    /// The page on compaction on demand, 2026-10-10: error code `compaction_block_ambiguous`. The text of the response
    /// is unknown.
    PL357 "repeated-compaction",
    summary: "more than one compaction in a conversation",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/compaction-on-demand",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some((first, others)) = payload.pairing().signed_compactions.split_first() else { return };
    for block in others {
        sink.push(
            RULE.at(block.type_node(), "more than one `compaction` in a conversation")
                .label("second compaction")
                .related(first.type_node(), "first compaction")
                .help("keep only the last one, as the first block of `messages`, and what came after it")
                .response_status(400, "invalid_request_error"),
        );
    }
}
