use crate::finding::Safety;
use crate::json::Node;
use crate::payload::{Block, BlockKind, Message, Payload, Role, is_blank};
use crate::rules::{Check, Diagnostic, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds text in a message that contains only whitespace.
    ///
    /// ## Why the API refuses it
    ///
    /// The API requires text with at least one non-whitespace character. A common workaround for `empty-text`,
    /// replacing an empty text with a space, fails here.
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
    /// E015, live on 2026-07-25 for both roles, and E011 for `system` messages. A request recorded in April 2026 with a
    /// blank block was accepted: a warning for requests that are older than the evidence. Also a warning inside
    /// documents and search results, and for whitespace beyond ASCII (such as a no-break space), which have not been
    /// tested.
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
    let diagnostic = diagnostic(text, &block.message, payload)
        .help("remove the block; replacing an empty text with a space does not help")
        .uncertain_if(block.is_in_media());
    sink.push(if block.has_siblings() {
        diagnostic.fix(Safety::Unsafe, "remove the blank block", [Edit::remove(block.node)])
    } else {
        diagnostic
    });
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
