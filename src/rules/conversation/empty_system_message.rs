use crate::payload::{Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `system` message in `messages` without content.
    ///
    /// ## Why the API refuses it
    ///
    /// A system message has to say something, unless it only sets `output_config`: then its content may be `[]`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "system", "content": []}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "system", "content": "Answer in French."}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E010 of the catalogue, a live answer.
    PL313 "empty-system-message",
    summary: "a `system` message without content",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: ["E010"],
    stage: Conversation,
    check: Check::Message(check),
}

fn check(message: &Message<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if message.role != Role::System {
        return;
    }
    let is_directive = message.sets_output() && !message.content.is_some_and(|content| content.is_string());
    let says_nothing = message.is_empty() || message.content.is_none();
    if is_directive || !says_nothing {
        return;
    }
    // A message with neither is told by the schema.
    let Some(place) = message.content.or(message.node.get("output_config")) else { return };
    sink.push(
        RULE.at(place, "a `system` message without content")
            .label("empty")
            .help("say something in it, or drop the message; only one that sets `output_config` may be empty")
            // An `output_config` that sets nothing, or `""`, may still make it one of those.
            .uncertain_if(message.node.get("output_config").is_some())
            .response("E010", []),
    );
}
