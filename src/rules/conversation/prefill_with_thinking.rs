use crate::knowledge::Support;
use crate::payload::{Payload, Role};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a prefill combined with `thinking` of type `enabled`.
    ///
    /// ## Why the API refuses it
    ///
    /// With thinking enabled, a turn starts with thinking. A prefill that starts with text leaves no place for it.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "The answer is"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "The answer is"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on extended thinking, 2026-10-10 (prefill only without thinking). The response is E089, seen for a
    /// prefill in April 2025.
    PL332 "prefill-with-thinking",
    summary: "prefill combined with thinking",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/extended-thinking",
    since: "0.1.0",
    responses: ["E089"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    if !payload.thinks_with_budget() || payload.prefill_support() == Support::Unknown {
        return;
    }
    let Some(last) = payload.prefill() else { return };
    let Some(turn) = payload.turns().filter(|turn| turn.role == Role::Assistant).last() else { return };
    let Some((kind, _)) = turn.start().filter(|(kind, _)| !kind.is_thinking()) else { return };
    let Some(setting) = payload.thinking_type() else { return };
    let index = turn.messages.first().map_or(last.index, |message| message.index);
    let diagnostic = RULE
        .at(last.role_node(), "prefill cannot be combined with thinking")
        .label("last message has role `assistant`")
        .related(setting, "thinking is enabled here")
        .help("end with a `user` message, or disable thinking")
        .yields_to("unsupported-prefill", last.role_node())
        .response("E089", [("type", kind.tag().to_owned())])
        .response_path(ResponsePath::Given(format!("messages.{index}.content.0.type")));
    sink.push(match last.final_thinking() {
        Some(thinking) => diagnostic.yields_to("thinking-last", thinking.type_node()),
        None => diagnostic,
    });
}
