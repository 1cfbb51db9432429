use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an empty `messages` array.
    ///
    /// ## Why the API refuses it
    ///
    /// There is nothing to respond to. Usually code moved every message into `system`, or trimmed the history to
    /// nothing. A request that continues a thread may have no messages.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": []}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response of 2026-08-31 (E003).
    PL301 "empty-messages",
    summary: "`messages` is empty",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "live response",
    since: "0.1.0",
    responses: ["E003"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(messages) = payload.fields.messages else { return };
    let uses_thread = payload.fields.thread.is_some_and(|thread| thread.is_object());
    if !messages.is_array() || !messages.is_empty() || uses_thread {
        return;
    }
    sink.push(
        RULE.at(messages, "`messages` is empty")
            .label("at least one message is required")
            .help("add a message, such as `{\"role\": \"user\", \"content\": \"…\"}`")
            .response("E003", []),
    );
}
