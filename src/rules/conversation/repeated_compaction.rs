use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::tool::type_node;

rule! {
    /// ## What it does
    ///
    /// Finds more than one `compaction` block made on demand (with content and a `signature`).
    ///
    /// ## Why the API refuses it
    ///
    /// Each stands for everything before it, so there can be one: the latest.
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
    /// The page on compaction on demand, 2026-10-10: error code `compaction_block_ambiguous`. The words of the answer
    /// were not seen.
    PL357 "repeated-compaction",
    summary: "two compactions in one conversation",
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
            RULE.at(type_node(block), "a second compaction in one conversation")
                .label("a second one")
                .related(type_node(first), "the first one")
                .help("send the latest alone, as the first block of `messages`, and what came after it")
                .response_status(400, "invalid_request_error"),
        );
    }
}
