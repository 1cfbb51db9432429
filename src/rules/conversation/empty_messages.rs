use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an empty `messages` array.
    ///
    /// ## Why the API refuses it
    ///
    /// There is nothing to answer. The usual cause is code that moves every turn into `system`, or trims the history
    /// down to nothing. (A request that continues a thread may have no messages: it is left alone.)
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
    /// Live answer, 2026-08-31: `messages: at least one message is required` (row E003 of the catalogue).
    PL301 "empty-messages",
    summary: "`messages` is empty",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "live answer",
    since: "0.1.0",
    responses: ["E003"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(messages) = payload.fields.messages else { return };
    let continues_thread = payload.fields.thread.is_some_and(|thread| thread.is_object());
    if !messages.is_array() || !messages.is_empty() || continues_thread {
        return;
    }
    sink.push(
        RULE.at(messages, "`messages` has no message")
            .label("at least one message is required")
            .help("send at least one message, such as `{\"role\": \"user\", \"content\": \"…\"}`")
            .response("E003", []),
    );
}
