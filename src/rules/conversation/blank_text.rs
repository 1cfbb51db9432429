use crate::finding::Safety;
use crate::json::Node;
use crate::payload::{Block, BlockKind, Message, Payload, Role, is_blank, is_empty};
use crate::rules::{Check, Diagnostic, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a message whose text contains only whitespace, and such text in a tool result.
    ///
    /// ## Why the API refuses it
    ///
    /// The API requires that a message has text with at least one non-whitespace character, if it has text at all. A common
    /// workaround for `empty-text`, replacing an empty text with a space, fails here. Blank text next to other text is
    /// accepted.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": " "}
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
    /// ## Fix
    ///
    /// Unsafe, if the array has other blocks: removes the block.
    ///
    /// ## Evidence
    ///
    /// E015, live on 2026-07-25 for both roles, and E011 for `system` messages. Next to other text, blank text was accepted
    /// ([trials of 2026-04-30](https://github.com/LibreChat-AI/agents/pull/124), recorded requests of 2026-08). A warning
    /// where it was not tested: next to content other than text, where a request of April 2026 was accepted and public reports
    /// say otherwise; in tool results, documents and search results; for whitespace beyond ASCII (such as a no-break space);
    /// and for requests that are older than the evidence.
    PL324 "blank-text",
    summary: "text that contains only whitespace",
    severity: Error,
    confidence: Observed,
    seen: "2026-07-25",
    source: "live response",
    since: "0.1.0",
    responses: ["E011", "E015"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for message in payload.messages() {
        if let Some(content) = message.content.filter(is_blank) {
            sink.push(
                diagnostic(content, message, payload)
                    .uncertain_if(is_next_to_text(message, payload))
                    .help("use text with a non-whitespace character, or remove the message"),
            );
        }
    }
    payload.blocks().iter().for_each(|block| check_block(block, payload, sink));
}

fn check_block(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    if block.kind != BlockKind::Text {
        return;
    }
    let Some(text) = block.text.filter(is_blank) else { return };
    let message = &block.message;
    if block.outer.is_none() && has_text(message) && message.role != Role::System {
        return;
    }
    let diagnostic = diagnostic(text, message, payload)
        .help("remove the block; replacing an empty text with a space does not help")
        .uncertain_if(is_untested(block, payload));
    sink.push(if block.has_siblings() {
        diagnostic.fix(Safety::Unsafe, "remove the blank block", [Edit::remove(block.node)])
    } else {
        diagnostic
    });
}

/// Whether the API has not been seen to reject blank text in this place: next to content that is not text, in a tool result
/// or a document, or next to text in another message of the turn.
fn is_untested(block: &Block<'_>, payload: &Payload<'_>) -> bool {
    let message = &block.message;
    block.outer.is_some()
        || message.blocks().any(|other| other.kind != BlockKind::Text)
        || has_text(message)
        || is_next_to_text(message, payload)
}

/// Whether a message has text that is not blank.
fn has_text(message: &Message<'_>) -> bool {
    let is_text = |text: &Node<'_>| text.is_string() && !is_empty(text) && !is_blank(text);
    match message.content {
        Some(content) if content.is_array() => {
            message.blocks().any(|block| block.kind == BlockKind::Text && block.text.is_some_and(|text| is_text(&text)))
        }
        Some(content) => is_text(&content),
        None => false,
    }
}

/// Whether another message of the same turn has text, which the API merges with this one.
fn is_next_to_text(message: &Message<'_>, payload: &Payload<'_>) -> bool {
    let messages = payload.messages();
    let is_of_turn = |other: &&Message<'_>| other.role == message.role;
    let before = messages[..message.index].iter().rev().take_while(is_of_turn);
    let after = messages[message.index + 1..].iter().take_while(is_of_turn);
    before.chain(after).any(has_text)
}

fn diagnostic(text: Node<'_>, message: &Message<'_>, payload: &Payload<'_>) -> Diagnostic {
    let row = if message.role == Role::System { "E011" } else { "E015" };
    // Whitespace beyond ASCII has not been tested.
    let is_untested = text.as_str().is_some_and(|text| !text.is_ascii());
    RULE.at(text, "text contains only whitespace")
        .label("blank")
        .uncertain_if(is_untested || is_older_than_evidence(payload))
        .response(row, [])
}

/// Whether the request was recorded before the API was seen to reject blank text.
fn is_older_than_evidence(payload: &Payload<'_>) -> bool {
    let seen = RULE.seen.parse().ok();
    payload.context.date.is_some_and(|date| Some(date) < seen)
}
