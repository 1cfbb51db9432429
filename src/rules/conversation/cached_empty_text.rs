use crate::payload::{Block, BlockKind, Payload, is_empty};
use crate::rules::{Anchor, Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an empty `text` block that has `cache_control`.
    ///
    /// ## Why the API refuses it
    ///
    /// An empty block cannot be cached. This happens when a client marks the last block of a message and that block is
    /// empty. The block stays in the history, so every later request fails too.
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
    /// E118, a live response. The API checks it before `empty-text`.
    PL323 "cached-empty-text",
    summary: "`cache_control` on an empty text block",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "live response",
    since: "0.1.0",
    responses: ["E118"],
    stage: Fields,
    check: Check::Block(&[BlockKind::Text], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(text) = block.text.filter(is_empty) else { return };
    if !block.is_cached() {
        return;
    }
    sink.push(
        RULE.at(text, "`cache_control` on an empty text block")
            .label("empty")
            .help("remove the block, and set `cache_control` on the last block that has content")
            .uncertain_if(block.is_in_media())
            .response("E118", [])
            .response_path(ResponsePath::Plain(Anchor::from(text))),
    );
}
