use crate::payload::{Message, Payload, Role};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a message with role `system` that has no content.
    ///
    /// ## Why the API refuses it
    ///
    /// A `system` message must have content, unless it only sets `output_config`: then its content may be `[]`.
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
    /// E010, a live response.
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
    let has_no_content = message.is_empty() || message.content.is_none();
    if is_directive || !has_no_content {
        return;
    }
    let output_config = message.node.get("output_config");
    let anchor = message.content.or(output_config);
    let diagnostic = RULE
        .at(
            anchor.map_or_else(|| Anchor::missing(message.node, "content"), Anchor::from),
            "`system` message has no content",
        )
        .label("empty")
        .help("add text, or remove the message; only a message that sets `output_config` may be empty")
        // An `output_config` that sets nothing, or `""` next to one, may be accepted.
        .uncertain_if(output_config.is_some())
        .response("E010", []);
    sink.push(match anchor {
        Some(_) => diagnostic,
        None => diagnostic.yields_to("missing-field", message.node),
    });
}
