use crate::finding::Safety;
use crate::payload::{Block, BlockKind, Payload, is_empty};
use crate::rules::{Check, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `text` block whose text is `""`, in a message of any role or in a tool result.
    ///
    /// ## Why the API refuses it
    ///
    /// A text block must not be empty. Converters create empty ones from a turn that has only tool calls, or from a
    /// tool without output. The response does not name the block.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "text", "text": ""}, {"type": "text", "text": "Hi!"}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "text", "text": "Hi!"}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Safe, if the array has other blocks: removes the block.
    ///
    /// ## Evidence
    ///
    /// E014: live responses of 2026-07-25 and 2026-10-06, for every role and for tool results. Not tested inside
    /// documents and search results: a warning.
    PL322 "empty-text",
    summary: "an empty text block",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-06",
    source: "live response",
    since: "0.1.0",
    responses: ["E014"],
    stage: Conversation,
    check: Check::Block(&[BlockKind::Text], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(text) = block.text.filter(is_empty) else { return };
    let diagnostic = RULE
        .at(text, "text block is empty")
        .label("empty")
        .help("remove the block; the result of a tool without output needs no block")
        .uncertain_if(block.is_in_media())
        .yields_to("cached-empty-text", text)
        .response("E014", []);
    sink.push(if block.has_siblings() {
        diagnostic.fix(Safety::Safe, "remove the empty block", [Edit::remove(block.node)])
    } else {
        diagnostic
    });
}
