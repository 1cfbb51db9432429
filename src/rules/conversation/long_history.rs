use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a conversation with very many messages. (The messages of the example are repeated 400 times.)
    ///
    /// ## Why this matters
    ///
    /// The API accepts up to 100,000 messages. But every request pays for the whole history, each response gets slower,
    /// and in the end the context window is full.
    ///
    /// ## Example
    ///
    /// ```json,fail,target=anthropic,repeat=400
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "Hi!"},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "Hi!"},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The threshold is a choice of this project (`messages.items.info` in `schemas/limits.json`). The hard limit is in
    /// the API reference.
    PL304 "long-history",
    summary: "a conversation with very many messages",
    severity: Info,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let limits = payload.context.knowledge.limits();
    let count = payload.messages().len() as u64;
    if count < limits.value("messages.items.info") {
        return;
    }
    let key = payload.body.member("messages").map_or(Anchor::Body, |(key, _)| Anchor::from(key));
    let help = shown!(
        "summarize or remove old turns, keeping each call with its result, or let the API do it (`context_management`, \
         compaction); the limit is {} messages",
        limits.value("messages.items")
    );
    sink.push(
        RULE.at(key, shown!("the conversation has {count} messages", count))
            .label(shown!("{count} messages", count))
            .help(help),
    );
}
