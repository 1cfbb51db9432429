use crate::payload::Payload;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds the edit `clear_thinking_20251015` behind another edit of `context_management.edits`.
    ///
    /// ## Why the API refuses it
    ///
    /// The edits run in order, and thinking has to be cleared before tool results are counted.
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
    /// The context editing page. The words of the answer were not seen.
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
    let Some(edits) = payload.fields.context_management.and_then(|management| management.get("edits")) else { return };
    let mut items = edits.items();
    let Some(first) = items.next() else { return };
    let Some(late) = items.find(|edit| is_clear_thinking(*edit)) else { return };
    if is_clear_thinking(first) {
        return;
    }
    sink.push(
        RULE.at(late, "`clear_thinking_20251015` must be the first edit")
            .label("move this to the front")
            .related(Anchor::from(first), "this edit comes before it")
            .help("put `clear_thinking_20251015` first in `context_management.edits`")
            .response_status(400, "invalid_request_error"),
    );
}

pub(super) fn is_clear_thinking(edit: crate::json::Node<'_>) -> bool {
    edit.get("type").is_some_and(|kind| kind.is_str("clear_thinking_20251015"))
}
