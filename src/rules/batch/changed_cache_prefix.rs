use crate::envelope::Entry;
use crate::json::Node;
use crate::payload::{Payload, combined, digest};
use crate::rules::{Check, Comparison, Conflict, Notes, rule};

rule! {
    /// ## What it does
    ///
    /// Compares the requests of one file, such as a recorded conversation or a log. Finds a request that continues an
    /// earlier one (with all of its messages and more) and uses the prompt cache, but with different `tools` or a
    /// different `system`.
    ///
    /// ## Why this matters
    ///
    /// The API accepts it, but it is expensive. A cache entry matches only if everything before the breakpoint is
    /// unchanged, in the order `tools`, `system`, `messages`. A date in the system prompt, or tools in a different
    /// order, and the whole conversation is processed and written to the cache again.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// [
    ///   {"method": "POST", "body": {"model": "claude-opus-5-5", "max_tokens": 64, "system": [{"type": "text", "text": "It is 9:00.", "cache_control": {"type": "ephemeral"}}],
    ///     "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi!"}, {"role": "user", "content": "The time?"}]}},
    ///   {"method": "POST", "body": {"model": "claude-opus-5-5", "max_tokens": 64, "system": [{"type": "text", "text": "It is 9:01.", "cache_control": {"type": "ephemeral"}}],
    ///     "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi!"}, {"role": "user", "content": "The time?"}, {"role": "assistant", "content": "Nine."}, {"role": "user", "content": "Thanks"}]}}
    /// ]
    /// ```
    ///
    /// ## Use instead
    ///
    /// Put what changes after what stays the same:
    ///
    /// ```json,pass,exchange
    /// [
    ///   {"method": "POST", "body": {"model": "claude-opus-5-5", "max_tokens": 64, "system": [{"type": "text", "text": "You know the time.", "cache_control": {"type": "ephemeral"}}],
    ///     "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi!"}, {"role": "user", "content": "The time?"}]}},
    ///   {"method": "POST", "body": {"model": "claude-opus-5-5", "max_tokens": 64, "system": [{"type": "text", "text": "You know the time.", "cache_control": {"type": "ephemeral"}}],
    ///     "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi!"}, {"role": "user", "content": "The time?"}, {"role": "assistant", "content": "Nine."}, {"role": "user", "content": "It is 9:01. Thanks"}]}}
    /// ]
    /// ```
    ///
    /// ## Evidence
    ///
    /// The prompt caching page, *What invalidates the cache*.
    PL952 "changed-cache-prefix",
    summary: "a conversation that continues with other tools or another system prompt, so that the cache is not used",
    severity: Warning,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::BetweenRequests(&COMPARISON),
}

static COMPARISON: Comparison = Comparison {
    batch: None,
    note,
    conflict: Conflict::Changed,
    message: "`tools` or `system` changed during the conversation, so the cached prefix is not used",
    label: "changed",
    help: "keep `tools` and `system` the same during a conversation, and put what changes after the last breakpoint",
    first: "the earlier request is different here",
};

/// How many messages two requests must share to count as one conversation: a question, a response and another question.
/// Many conversations start with the same question.
const MIN_SHARED: usize = 3;

fn note(_entry: &Entry<'_>, payload: &Payload<'_>, notes: &mut Notes) {
    let fields = &payload.fields;
    let (Some(messages), Some(model)) = (fields.messages, fields.model) else { return };
    if memchr::memmem::find(payload.body.source().as_bytes(), b"cache_control").is_none() {
        return;
    }
    // Identifies each prefix of the messages by a running hash. Each model has its own cache.
    let mut prefix = digest(model);
    let ends: Vec<u64> = messages
        .items()
        .map(|message| {
            prefix = combined(&[prefix, digest(message)]);
            prefix
        })
        .collect();
    let Some((all, continued)) = ends.get(MIN_SHARED - 1..).and_then(<[u64]>::split_last) else { return };
    for (part, node) in [(1, fields.tools), (2, fields.system)] {
        let value = node.map_or(0, digest);
        let anchor: Node<'_> = node.unwrap_or(messages);
        let looks_up = continued.iter().map(|prefix| combined(&[part, *prefix])).collect();
        notes.compare(anchor, looks_up, combined(&[part, *all]), value);
    }
}
