use crate::payload::{Payload, ToolChoice};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `tool_choice` of type `any` or `tool` together with `thinking` of type `enabled`.
    ///
    /// ## Why the API refuses it
    ///
    /// The response to a forced call starts with the call, but thinking with a budget has to come first. The two can be
    /// combined with `thinking` of type `adaptive`.
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
    /// Live responses (E086). The thinking pages say that `adaptive` is accepted.
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
    let Some(choice) = payload.tool_choice().filter(ToolChoice::is_forced) else { return };
    let Some(thinking) = payload.fields.thinking.and_then(|thinking| thinking.get("type")) else { return };
    if !thinking.is_str("enabled") {
        return;
    }
    let diagnostic = RULE
        .at(choice.kind, "forced tool use cannot be combined with a thinking budget")
        .label("forces a tool")
        .help(
            "use `{\"type\": \"auto\"}`, or remove `thinking` from this request; `{\"type\": \"adaptive\"}` also works \
             on models that support it",
        )
        .related(thinking, "thinking is enabled here")
        .response("E086", [])
        .yields_to("thinking-type-not-supported", thinking);
    sink.push(diagnostic);
}
