use crate::finding::Safety;
use crate::json::Node;
use crate::payload::{Block, BlockKind, Message, Payload, Role};
use crate::rules::{Check, Diagnostic, Sink, rule};

use super::text::{is_blank, is_foreign_blank, nested_untried, removal};

rule! {
    /// ## What it does
    ///
    /// Finds text of a message that consists of white space alone.
    ///
    /// ## Why the API refuses it
    ///
    /// The API asks for text that is not blank. Replacing an empty text by a space, a common way round `empty-text`,
    /// ends here.
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
    /// Unsafe, where the array has other blocks: the block is removed.
    ///
    /// ## Evidence
    ///
    /// Row E015 of the catalogue, live on 2026-07-25 for either role, and E011 for system messages. A request recorded
    /// in April 2026 got 200 with a blank block: on requests older than the evidence it is a warning. So it is inside
    /// documents and search results, and with white space beyond ASCII (a no-break space), where nobody has tried.
    PL324 "blank-text",
    summary: "text that is white space alone",
    severity: Error,
    confidence: Observed,
    seen: "2026-07-25",
    source: "live answer",
    since: "0.1.0",
    responses: ["E011", "E015"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for message in payload.messages() {
        if let Some(content) = message.content.filter(is_blank) {
            sink.push(diagnostic(content, message, payload).help("send text, or leave the message out"));
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
        .help("leave the block out; a space in place of an empty text does not help")
        .uncertain_if(nested_untried(block));
    sink.push(match removal(block) {
        Some(edit) => diagnostic.fix(Safety::Unsafe, "remove the blank block", [edit]),
        None => diagnostic,
    });
}

fn diagnostic(text: Node<'_>, message: &Message<'_>, payload: &Payload<'_>) -> Diagnostic {
    let row = if message.role == Role::System { "E011" } else { "E015" };
    RULE.at(text, "text that is white space alone")
        .label("blank")
        .uncertain_if(is_older_than_evidence(payload) || is_foreign_blank(&text))
        .response(row, [])
}

/// Whether the request was recorded before the API was seen to refuse blank text.
fn is_older_than_evidence(payload: &Payload<'_>) -> bool {
    let seen = RULE.seen.parse().ok();
    payload.context.date.is_some_and(|date| Some(date) < seen)
}
