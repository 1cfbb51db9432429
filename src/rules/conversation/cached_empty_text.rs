use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Anchor, Check, ResponsePath, Sink, rule};

use super::text::{is_empty, is_set, nested_untried};

rule! {
    /// ## What it does
    ///
    /// Finds an empty `text` block that carries `cache_control`.
    ///
    /// ## Why the API refuses it
    ///
    /// Nothing can be cached in an empty block. Clients that mark the last block of a message do this when that block
    /// happens to be empty, and since the block stays in the history, every later request fails too.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": [
    ///     {"type": "text", "text": "Hello"},
    ///     {"type": "text", "text": "", "cache_control": {"type": "ephemeral"}}
    ///   ]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E118 of the catalogue, a live answer; it comes before that of `empty-text`.
    PL323 "cached-empty-text",
    summary: "`cache_control` on an empty text block",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "live answer",
    since: "0.1.0",
    responses: ["E118"],
    stage: Fields,
    check: Check::Block(&[BlockKind::Text], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(text) = block.text.filter(is_empty) else { return };
    if !is_set(block.cache_control) {
        return;
    }
    sink.push(
        RULE.at(text, "an empty text block carries `cache_control`")
            .label("nothing to cache")
            .help("leave the block out and set `cache_control` on the last block that has content")
            .uncertain_if(nested_untried(block))
            .response("E118", [])
            .response_path(ResponsePath::Plain(Anchor::from(text))),
    );
}
