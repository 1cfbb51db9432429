use crate::envelope::Entry;
use crate::payload::{BlockKind, Payload, digest};
use crate::rules::{Check, Comparison, Conflict, Notes, rule};

rule! {
    /// ## What it does
    ///
    /// Compares the requests of one file, such as a recorded conversation or a log. Finds a thinking block with the
    /// same `signature` as in an earlier request but with different text.
    ///
    /// ## Why the API refuses it
    ///
    /// The signature is only valid for the block as the model generated it. Blocks of the latest assistant turn must be
    /// sent back unchanged; newer models also check earlier ones. Store blocks as they are, without rebuilding,
    /// trimming or re-encoding them.
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
    /// The errors page, *Thinking blocks cannot be modified* (2026-10-10). Which changes invalidate a
    /// signature is not documented, so this is a warning.
    PL951 "changed-thinking",
    summary: "a thinking block that differs from an earlier one with the same signature",
    severity: Warning,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::BetweenRequests(&COMPARISON),
}

static COMPARISON: Comparison = Comparison {
    batch: None,
    note,
    conflict: Conflict::Changed,
    message: "thinking differs from that of an earlier request with the same signature",
    label: "changed",
    help: "send thinking blocks back exactly as they were received",
    first: "the earlier text",
};

fn note(_entry: &Entry<'_>, payload: &Payload<'_>, notes: &mut Notes) {
    for block in payload.messages().iter().flat_map(|message| message.blocks()) {
        if block.kind != BlockKind::Thinking {
            continue;
        }
        let non_empty =
            |name: &str| block.node.get(name).filter(|node| node.raw_str().is_some_and(|text| !text.is_empty()));
        // The text is empty if it was omitted intentionally (`display`).
        if let (Some(thinking), Some(signature)) = (non_empty("thinking"), non_empty("signature")) {
            notes.add(thinking, digest(signature), digest(thinking), RULE.severity);
        }
    }
}
