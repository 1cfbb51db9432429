use crate::knowledge::{Support, ThinkingDefault};
use crate::payload::{Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds thinking in the final assistant turn of a conversation while thinking is disabled.
    ///
    /// ## Why the API refuses it
    ///
    /// Responses up to November 2025 rejected it. Today's documentation says that the blocks are ignored: a warning.
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
    /// E090, last seen in November 2025.
    PL342 "thinking-while-off",
    summary: "thinking in the final turn, but thinking is disabled",
    severity: Warning,
    confidence: Observed,
    seen: "2025-11-07",
    source: "live response",
    since: "0.1.0",
    responses: ["E090"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let model = payload.context.model.facts.filter(|_| payload.prefill_support() != Support::Unknown);
    let Some(model) = model else { return };
    let is_disabled = match payload.thinking_type() {
        Some(tag) => tag.is_str("disabled"),
        None => payload.fields.thinking.is_none() && model.thinking.default == Some(ThinkingDefault::Off),
    };
    if !is_disabled {
        return;
    }
    let Some(last) = payload.final_assistant_message() else { return };
    let Some(turn) = payload.turns().filter(|turn| turn.role == Role::Assistant).last() else { return };
    let Some(thinking) = turn.first_thinking() else { return };
    let diagnostic = RULE
        .at(thinking.type_node(), "thinking in the final turn, but thinking is disabled")
        .label("thinking is disabled in this request")
        .help("remove the block, or enable thinking")
        .yields_to_causes(&last.causes)
        .yields_to("unsupported-prefill", last.message.role_node())
        .response("E090", []);
    sink.push(match last.message.final_thinking() {
        Some(thinking) => diagnostic.yields_to("thinking-last", thinking.type_node()),
        None => diagnostic,
    });
}
