use crate::envelope::Entry;
use crate::json::Node;
use crate::payload::{Payload, combined, digest};
use crate::rules::{Check, Comparison, Conflict, Notes, rule};

rule! {
    /// ## What it does
    ///
    /// Compares the requests of one file, such as a recorded conversation or a log: a request that continues an earlier one (all of its
    /// messages and some more) and uses the prompt cache, but with other `tools` or another `system`.
    ///
    /// ## Why the API refuses it
    ///
    /// It does not; it is expensive. The cache is looked up by everything that stands before a breakpoint, in the order
    /// `tools`, `system`, `messages`: a date in the system prompt, or tools in another order, and the whole conversation is read anew
    /// and written to the cache once more.
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
    /// What changes stands behind what stays:
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
    summary: "a request continues another one with other tools or another system prompt, so that the cache is lost",
    severity: Warning,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::BetweenRequests(&ACROSS),
}

static ACROSS: Comparison = Comparison {
    batch: None,
    note,
    conflict: Conflict::Changed,
    message: "this differs from the request that is continued here: its cached prefix is lost",
    label: "changed",
    help: "keep `tools` and `system` the same through a conversation, and let what changes stand behind the last breakpoint",
    first: "the earlier request has this instead",
};

/// How many messages two requests must share to be the same conversation: a question, an answer and another question.
const LEAST: usize = 3;

fn note(_entry: &Entry<'_>, payload: &Payload<'_>, notes: &mut Notes) {
    let fields = &payload.fields;
    let (Some(messages), Some(model)) = (fields.messages, fields.model) else { return };
    if memchr::memmem::find(payload.body.source().as_bytes(), b"cache_control").is_none() {
        return;
    }
    // A prefix of the messages is known by a hash that grows with each; the cache of another model is another one.
    let mut prefix = digest(model);
    let ends: Vec<u64> = messages
        .items()
        .map(|message| {
            prefix = combined(&[prefix, digest(message)]);
            prefix
        })
        .collect();
    // Many conversations start with the same words; only behind an answer of the model is one told from another.
    let Some((all, continued)) = ends.get(LEAST - 1..).and_then(<[u64]>::split_last) else { return };
    for (part, node) in [(1, fields.tools), (2, fields.system)] {
        let value = node.map_or(0, digest);
        let place: Node<'_> = node.unwrap_or(messages);
        let looks_up = continued.iter().map(|prefix| combined(&[part, *prefix])).collect();
        notes.compare(place, looks_up, combined(&[part, *all]), value);
    }
}
