use crate::knowledge::Support;
use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Anchor, Check, ResponsePath, Sink, rule};

use super::text::is_empty;
use super::thinking::thinks_by_budget_alone;

rule! {
    /// ## What it does
    ///
    /// Finds a `thinking` block whose `thinking` is empty, for a model that thinks with a budget and in no other way.
    ///
    /// ## Why the API refuses it
    ///
    /// Newer models can leave the text out and send its signature alone; sending that back is right. The older models
    /// send the text, so that an empty one was emptied on the way.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "thinking", "thinking": "", "signature": "EqQBCgIYAhIM"}, {"type": "text", "text": "Hi!"}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"}, {"type": "text", "text": "Hi!"}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E154 of the catalogue, known from a re-implementation: a warning. Recorded requests to claude-sonnet-5 with
    /// an empty text got 200.
    PL345 "empty-thinking",
    summary: "a thinking block without its text",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "live answer",
    since: "0.1.0",
    responses: ["E154"],
    stage: Model,
    check: Check::Block(&[BlockKind::Thinking], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(text) = block.get("thinking").filter(is_empty) else { return };
    let omitted =
        payload.fields.thinking.and_then(|thinking| thinking.get("display")).is_some_and(|it| it.is_str("omitted"));
    if block.message.role != Role::Assistant || omitted || thinks_by_budget_alone(payload) != Support::Yes {
        return;
    }
    sink.push(
        RULE.at(text, "a thinking block without its text")
            .label("empty")
            .help("send the block back as it came, or leave it out")
            .response("E154", [])
            .response_path(ResponsePath::Plain(Anchor::from(text))),
    );
}
