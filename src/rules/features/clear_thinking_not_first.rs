use crate::payload::{Payload, clears_thinking};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `clear_thinking_20251015` edit that is not the first item of `context_management.edits`.
    ///
    /// ## Why the API refuses it
    ///
    /// The edits are applied in order, and thinking must be cleared before tool results are counted.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=context-management-2025-06-27
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "thinking": {"type": "adaptive"},
    ///   "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}, {"type": "clear_thinking_20251015"}]},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=context-management-2025-06-27
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "thinking": {"type": "adaptive"},
    ///   "context_management": {"edits": [{"type": "clear_thinking_20251015"}, {"type": "clear_tool_uses_20250919"}]},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The context editing page. The text of the response was not seen.
    PL750 "clear-thinking-not-first",
    summary: "the edit that clears thinking is not the first",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/context-editing",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let mut edits = payload.context_edits();
    let Some(first) = edits.next().filter(|edit| !clears_thinking(*edit)) else { return };
    let Some(late) = edits.find(|edit| clears_thinking(*edit)) else { return };
    sink.push(
        RULE.at(late, "`clear_thinking_20251015` must be the first edit")
            .label("not the first edit")
            .related(first, "this edit comes before it")
            .help("move `clear_thinking_20251015` to the start of `context_management.edits`")
            .response_status(400, "invalid_request_error"),
    );
}
