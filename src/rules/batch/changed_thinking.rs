use crate::envelope::Entry;
use crate::payload::{BlockKind, Payload, digest};
use crate::rules::{Check, Comparison, Conflict, Notes, rule};

rule! {
    /// ## What it does
    ///
    /// Compares the requests of one file, such as a recorded conversation or a log: a thinking block that an earlier request sent back with
    /// the same `signature` and another text was altered in between.
    ///
    /// ## Why the API refuses it
    ///
    /// The signature vouches for the block as the model wrote it. Blocks of the latest assistant turn have to come back
    /// unchanged, and newer models bind earlier ones to the conversation, too. What comes back is best kept as it came,
    /// not rebuilt from its parts, trimmed or re-encoded.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// [
    ///   {"body": {"model": "claude-opus-4-5", "max_tokens": 2048, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///     {"role": "user", "content": "Hi"},
    ///     {"role": "assistant", "content": [{"type": "thinking", "thinking": "A greeting.", "signature": "EqQBCgIYAh"}, {"type": "text", "text": "Hi!"}]},
    ///     {"role": "user", "content": "How are you?"}]}, "method": "POST"},
    ///   {"body": {"model": "claude-opus-4-5", "max_tokens": 2048, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///     {"role": "user", "content": "Hi"},
    ///     {"role": "assistant", "content": [{"type": "thinking", "thinking": "A greeting", "signature": "EqQBCgIYAh"}, {"type": "text", "text": "Hi!"}]},
    ///     {"role": "user", "content": "How do you do?"}]}, "method": "POST"}
    /// ]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// [
    ///   {"body": {"model": "claude-opus-4-5", "max_tokens": 2048, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///     {"role": "user", "content": "Hi"},
    ///     {"role": "assistant", "content": [{"type": "thinking", "thinking": "A greeting.", "signature": "EqQBCgIYAh"}, {"type": "text", "text": "Hi!"}]},
    ///     {"role": "user", "content": "How are you?"}]}, "method": "POST"},
    ///   {"body": {"model": "claude-opus-4-5", "max_tokens": 2048, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///     {"role": "user", "content": "Hi"},
    ///     {"role": "assistant", "content": [{"type": "thinking", "thinking": "A greeting.", "signature": "EqQBCgIYAh"}, {"type": "text", "text": "Hi!"}]},
    ///     {"role": "user", "content": "How do you do?"}]}, "method": "POST"}
    /// ]
    /// ```
    ///
    /// ## Evidence
    ///
    /// The errors page, *Thinking blocks cannot be modified* (2026-10-10). Which changes the signature notices is not
    /// documented: a warning.
    PL951 "changed-thinking",
    summary: "a thinking block differs from the one that an earlier request sent under the same signature",
    severity: Warning,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::BetweenRequests(&ACROSS),
}

static ACROSS: Comparison = Comparison {
    batch: None,
    note,
    conflict: Conflict::Changed,
    message: "this thinking is not what an earlier request sent under the same signature",
    label: "changed",
    help: "send thinking blocks back as they came, byte for byte",
    first: "the earlier text is here",
};

fn note(_entry: &Entry<'_>, payload: &Payload<'_>, notes: &mut Notes) {
    for block in payload.messages().iter().flat_map(|message| message.blocks()) {
        if block.kind != BlockKind::Thinking {
            continue;
        }
        let signed =
            |name: &str| block.node.get(name).filter(|node| node.raw_str().is_some_and(|text| !text.is_empty()));
        // A text that is left out on purpose (`display`) is empty.
        if let (Some(thinking), Some(signature)) = (signed("thinking"), signed("signature")) {
            notes.add(thinking, digest(signature), digest(thinking), RULE.severity);
        }
    }
}
