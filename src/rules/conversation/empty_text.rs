use crate::finding::Safety;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::text::{is_empty, is_set, nested_untried, removal};

rule! {
    /// ## What it does
    ///
    /// Finds a `text` block whose text is `""`, in any role, and inside a tool's result.
    ///
    /// ## Why the API refuses it
    ///
    /// A text block must hold text. Converters make empty ones from a turn that has only tool calls, or from a tool
    /// that printed nothing. The answer does not say which block it is.
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
    /// Safe, where the array has other blocks: the block is removed.
    ///
    /// ## Evidence
    ///
    /// Row E014 of the catalogue: live answers of 2026-07-25 and 2026-10-06, in every role and inside tool results.
    /// Inside documents and search results nobody has tried: a warning.
    PL322 "empty-text",
    summary: "a text block without text",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-06",
    source: "live answer",
    since: "0.1.0",
    responses: ["E014"],
    stage: Conversation,
    check: Check::Block(&[BlockKind::Text], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(text) = block.text.filter(is_empty) else { return };
    if is_set(block.cache_control) {
        return;
    }
    let diagnostic = RULE
        .at(text, "a text block without text")
        .label("empty")
        .help("leave the block out; a tool's result without output needs no block at all")
        .uncertain_if(nested_untried(block))
        .response("E014", []);
    sink.push(match removal(block) {
        Some(edit) => diagnostic.fix(Safety::Safe, "remove the empty block", [edit]),
        None => diagnostic,
    });
}
