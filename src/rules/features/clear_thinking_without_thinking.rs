use crate::knowledge::ThinkingDefault;
use crate::payload::{Payload, ThinkingType};
use crate::rules::{Anchor, Check, Sink, rule};

use super::clear_thinking_not_first::is_clear_thinking;

rule! {
    /// ## What it does
    ///
    /// Finds the edit `clear_thinking_20251015` in a request that does not think.
    ///
    /// ## Why the API refuses it
    ///
    /// Without thinking there is nothing to clear. Sub-agents and proxies that strip `thinking` and leave
    /// `context_management` meet this. Where a model thinks by default, a request without `thinking` is left alone.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=context-management-2025-06-27
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 1024,
    ///   "context_management": {"edits": [{"type": "clear_thinking_20251015"}]},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=context-management-2025-06-27
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 2048},
    ///   "context_management": {"edits": [{"type": "clear_thinking_20251015"}]},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer: `` `clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive `` (row E106 of
    /// the catalogue). Whether `between_tools` counts as thinking was not seen: a warning.
    PL751 "clear-thinking-without-thinking",
    summary: "thinking is cleared in a request that does not think",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/context-editing",
    since: "0.1.0",
    responses: ["E106"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(edits) = payload.fields.context_management.and_then(|management| management.get("edits")) else { return };
    let Some(edit) = edits.items().find(|edit| is_clear_thinking(*edit)) else { return };
    let diagnostic = RULE
        .at(edit, "`clear_thinking_20251015` needs thinking, which this request does not have")
        .label("nothing to clear")
        .help("turn thinking on, or remove this edit")
        .response("E106", []);
    match payload.thinking() {
        Some(thinking) if thinking.kind.is_on() => {}
        Some(thinking) => sink.push(
            diagnostic
                .related(Anchor::from(thinking.tag), "thinking is off here")
                .uncertain_if(thinking.kind == ThinkingType::BetweenTools),
        ),
        None if payload.fields.thinking.is_none() && is_off_by_default(payload) => sink.push(diagnostic),
        None => {}
    }
}

fn is_off_by_default(payload: &Payload<'_>) -> bool {
    payload.context.model.facts.is_some_and(|model| model.thinking.default == Some(ThinkingDefault::Off))
}
