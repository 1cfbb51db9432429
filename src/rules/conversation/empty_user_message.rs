use crate::payload::{BlockKind, Message, Payload, Role, Turn};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a user's turn that says nothing: content `""` or `[]`.
    ///
    /// ## Why the API refuses it
    ///
    /// There is nothing to answer. Consecutive user messages are one turn, and it is enough if one of them has
    /// content.
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
    /// Row E016 of the catalogue, a live answer; older answers had the words of row E017.
    PL320 "empty-user-message",
    summary: "a user's turn without content",
    severity: Error,
    confidence: Observed,
    seen: "2026-07-25",
    source: "live answer",
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
        let calls =
            before.replace(turn).is_some_and(|turn| turn.blocks().any(|block| block.kind == BlockKind::ToolUse));
        if turn.role != Role::User || !turn.messages.iter().all(Message::is_empty) {
            continue;
        }
        let Some(content) = turn.messages.first().and_then(|message| message.content) else { continue };
        sink.push(
            RULE.at(content, "a `user` message without content")
                .label("empty")
                .help(if calls {
                    "send the results of the calls before it as `tool_result` blocks"
                } else {
                    "send what the user says, or leave the message out"
                })
                .response("E016", []),
        );
    }
}
