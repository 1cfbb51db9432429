use crate::knowledge::{Support, ThinkingDefault};
use crate::payload::{Payload, Role};
use crate::rules::{Check, Sink, rule};

use super::prefill::{ends_in_thinking, prefill, takes_prefill};
use super::thinking::thinking_type;

rule! {
    /// ## What it does
    ///
    /// Finds thinking in the turn that the conversation ends with, while thinking is off.
    ///
    /// ## Why the API refuses it
    ///
    /// Answers up to November 2025 refused it. The pages of today say that the blocks are ignored: a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"}, {"type": "text", "text": "The answer is"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"}, {"type": "text", "text": "The answer is"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E090 of the catalogue, last seen in November 2025.
    PL342 "thinking-while-off",
    summary: "thinking at the end, with thinking off",
    severity: Warning,
    confidence: Observed,
    seen: "2025-11-07",
    source: "live answer",
    since: "0.1.0",
    responses: ["E090"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(model) = payload.context.model.facts.filter(|_| takes_prefill(payload) == Support::Yes) else { return };
    let is_off = match thinking_type(payload) {
        Some(tag) => tag.is_str("disabled"),
        None => payload.fields.thinking.is_none() && model.thinking.default == Some(ThinkingDefault::Off),
    };
    if !is_off {
        return;
    }
    if prefill(payload).is_none_or(ends_in_thinking) {
        return;
    }
    let Some(turn) = payload.turns().filter(|turn| turn.role == Role::Assistant).last() else { return };
    let Some(block) = turn.blocks().find(|block| block.kind.is_thinking()) else { return };
    sink.push(
        RULE.at(block.get("type").unwrap_or(block.node), "thinking in the last turn, while thinking is off")
            .label("thinking is off in this request")
            .help("leave the block out, or turn thinking on")
            .response("E090", []),
    );
}
