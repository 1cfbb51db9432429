use crate::knowledge::Support;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::choice::Choice;

rule! {
    /// ## What it does
    ///
    /// Finds `tool_choice` of type `any` or `tool` together with `thinking` of type `enabled`.
    ///
    /// ## Why the API refuses it
    ///
    /// A forced call starts at once; thinking with a budget comes first. With `thinking` of type `adaptive` the two go together.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-sonnet-4-5",
    ///   "max_tokens": 4096,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "thinking": {"type": "enabled", "budget_tokens": 2048},
    ///   "tool_choice": {"type": "any"},
    ///   "tools": [{"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-sonnet-4-6",
    ///   "max_tokens": 4096,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "thinking": {"type": "adaptive"},
    ///   "tool_choice": {"type": "any"},
    ///   "tools": [{"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers (row E086 of the catalogue); the thinking pages say that `adaptive` is fine.
    PL436 "forced-tool-with-thinking",
    summary: "a forced tool together with a thinking budget",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/extended-thinking",
    since: "0.1.0",
    responses: ["E086"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(choice) = Choice::of(payload).filter(Choice::is_forced) else { return };
    let Some(thinking) = payload.fields.thinking.and_then(|thinking| thinking.get("type")) else { return };
    if !thinking.is_str("enabled") {
        return;
    }
    // A model that takes no budget at all is another fault.
    let context = payload.context;
    if context.model.facts.is_some_and(|model| model.thinking.enabled.on(context.target) == Support::No) {
        return;
    }
    let diagnostic = RULE
        .at(choice.kind, "a tool cannot be forced while thinking has a budget")
        .label("forces a tool")
        .help(
            "use `{\"type\": \"auto\"}`, or leave `thinking` out of this request; `{\"type\": \"adaptive\"}` works too \
             where the model takes it",
        )
        .related(thinking, "thinking is enabled here")
        .response("E086", []);
    sink.push(diagnostic);
}
