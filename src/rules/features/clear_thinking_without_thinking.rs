use crate::knowledge::ThinkingDefault;
use crate::payload::{Payload, ThinkingType, clears_thinking};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `clear_thinking_20251015` edit in a request without thinking.
    ///
    /// ## Why the API refuses it
    ///
    /// Without thinking there is nothing to clear. This happens with sub-agents and proxies that remove `thinking` but
    /// keep `context_management`. Not reported: a request without `thinking` to a model that thinks by default.
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
    /// Live response (E106). Whether `between_tools` counts as thinking was not seen, so that is a warning.
    PL751 "clear-thinking-without-thinking",
    summary: "thinking is cleared in a request without thinking",
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
    let Some(edit) = payload.context_edits().find(|edit| clears_thinking(*edit)) else { return };
    let diagnostic = RULE
        .at(edit, "`clear_thinking_20251015` requires thinking, which is off")
        .label("nothing to clear")
        .help("turn thinking on, or remove this edit")
        .response("E106", []);
    match payload.thinking() {
        Some(thinking) if thinking.kind.is_on() => {}
        Some(thinking) => sink.push(
            diagnostic
                .related(thinking.tag, "thinking is off here")
                .uncertain_if(thinking.kind == ThinkingType::BetweenTools),
        ),
        None if payload.fields.thinking.is_none() && is_off_by_default(payload) => sink.push(diagnostic),
        None => {}
    }
}

fn is_off_by_default(payload: &Payload<'_>) -> bool {
    payload.context.model.facts.is_some_and(|model| model.thinking.default == Some(ThinkingDefault::Off))
}
