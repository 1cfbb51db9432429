use crate::payload::{BlockKind, Message, Payload, Role, Turn};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a user turn without content: `""` or `[]`.
    ///
    /// ## Why the API refuses it
    ///
    /// There is nothing to respond to. Consecutive `user` messages are one turn, and one of them with content is
    /// enough.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": ""}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E016, a live response. Older responses had the text of E017.
    PL320 "empty-user-message",
    summary: "a user turn without content",
    severity: Error,
    confidence: Observed,
    seen: "2026-07-25",
    source: "live response",
    since: "0.1.0",
    responses: ["E016"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    if !payload.messages().iter().any(Message::is_empty) {
        return;
    }
    let mut before: Option<Turn<'_, '_>> = None;
    for turn in payload.turns() {
        let follows_calls =
            before.replace(turn).is_some_and(|turn| turn.blocks().any(|block| block.kind == BlockKind::ToolUse));
        if turn.role != Role::User || !turn.messages.iter().all(Message::is_empty) {
            continue;
        }
        let Some(content) = turn.messages.first().and_then(|message| message.content) else { continue };
        sink.push(
            RULE.at(content, "`user` message has no content")
                .label("empty")
                .help(if follows_calls {
                    "add the results of the previous calls as `tool_result` blocks"
                } else {
                    "add content, or remove the message"
                })
                .response("E016", []),
        );
    }
}
