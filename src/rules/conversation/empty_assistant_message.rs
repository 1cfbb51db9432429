use crate::payload::{Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an assistant's turn that says nothing, before the end of the conversation.
    ///
    /// ## Why the API refuses it
    ///
    /// Older answers refused it; live ones of July 2026 did not. It mostly stands for a turn whose blocks were
    /// filtered out, or for a refusal, and the model gains nothing from it: a warning.
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
    /// Row E017 of the catalogue; live answers of 2026-07-25 were 200.
    PL321 "empty-assistant-message",
    summary: "an assistant's turn without content",
    severity: Warning,
    confidence: Observed,
    seen: "2026-07-25",
    source: "live answer",
    since: "0.1.0",
    responses: ["E017"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    if !payload.messages().iter().any(Message::is_empty) {
        return;
    }
    let last = payload.last_speaker().map(|message| message.index);
    for turn in payload.turns().filter(|turn| turn.role == Role::Assistant) {
        let is_last = turn.messages.last().map(|message| message.index) == last;
        if is_last || !turn.messages.iter().all(Message::is_empty) {
            continue;
        }
        let Some(content) = turn.messages.first().and_then(|message| message.content) else { continue };
        sink.push(
            RULE.at(content, "an `assistant` message without content")
                .label("empty")
                .help("leave the message out, or keep what the assistant said")
                .response("E017", []),
        );
    }
}
