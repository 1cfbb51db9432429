use crate::payload::{Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an assistant turn without content before the end of the conversation.
    ///
    /// ## Why the API refuses it
    ///
    /// Older responses rejected it; live requests of July 2026 were accepted. It is usually a turn whose blocks were
    /// all filtered out, or a refusal, and it does not help the model: a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": ""},
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
    /// E017. Live requests of 2026-07-25 were accepted.
    PL321 "empty-assistant-message",
    summary: "an assistant turn without content",
    severity: Warning,
    confidence: Observed,
    seen: "2026-07-25",
    source: "live response",
    since: "0.1.0",
    responses: ["E017"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    if !payload.messages().iter().any(Message::is_empty) {
        return;
    }
    let last = payload.last_non_system_message().map(|message| message.index);
    for turn in payload.turns().filter(|turn| turn.role == Role::Assistant) {
        let is_last = turn.messages.last().map(|message| message.index) == last;
        if is_last || !turn.messages.iter().all(Message::is_empty) {
            continue;
        }
        let Some(content) = turn.messages.first().and_then(|message| message.content) else { continue };
        sink.push(
            RULE.at(content, "`assistant` message has no content")
                .label("empty")
                .help("remove the message, or restore the assistant's content")
                .response("E017", []),
        );
    }
}
