use crate::payload::Payload;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Tells of a conversation with very many messages. (The example stands for a long one: its messages, 400 times.)
    ///
    /// ## Why the API refuses it
    ///
    /// It does not, below 100,000 messages. But a history that only ever grows is paid for with every request, slows
    /// each answer down, and ends at the context window.
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
    /// A choice of this program (`messages.items.info` in `schemas/limits.json`); the hard limit stands in the API
    /// reference.
    PL304 "long-history",
    summary: "a history that grows without end",
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
    sink.push(RULE.at(key, format!("the conversation has {count} messages")).label(format!("{count} messages")).help(
        format!(
            "summarise or drop old turns, call and result together, or let the API do it (`context_management`, \
                 compaction); it refuses more than {} messages",
            limits.value("messages.items")
        ),
    ));
}
