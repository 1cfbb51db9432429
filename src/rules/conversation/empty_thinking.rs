use crate::knowledge::Support;
use crate::payload::{Block, BlockKind, Payload, is_empty};
use crate::rules::{Anchor, Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `thinking` block whose `thinking` is empty, for a model that thinks only with a budget.
    ///
    /// ## Why the API refuses it
    ///
    /// Newer models can omit the text and send only its signature, and the block must be sent back like that. Older
    /// models always send the text, so it was removed on the way.
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
    /// E154, known from a reimplementation of the API: a warning. Recorded requests to claude-sonnet-5 with an empty
    /// text were accepted.
    PL345 "empty-thinking",
    summary: "an empty thinking block",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "live response",
    since: "0.1.0",
    responses: ["E154"],
    stage: Model,
    check: Check::Block(&[BlockKind::Thinking], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(text) = block.get("thinking").filter(is_empty) else { return };
    let is_omitted = payload
        .fields
        .thinking
        .and_then(|thinking| thinking.get("display"))
        .is_some_and(|display| display.is_str("omitted"));
    if !block.is_sent_back() || is_omitted || payload.supports_only_budget_thinking() != Support::Yes {
        return;
    }
    sink.push(
        RULE.at(text, "thinking block is empty")
            .label("empty")
            .help("send the block back unchanged, or remove it")
            .yields_to("thinking-in-user-message", block.type_node())
            .response("E154", [])
            .response_path(ResponsePath::Plain(Anchor::from(text))),
    );
}
