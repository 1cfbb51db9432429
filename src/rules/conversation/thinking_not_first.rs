use crate::knowledge::Support;
use crate::mask::shown;
use crate::payload::{Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an assistant turn in which text or a call comes before the thinking, for models that think only with a
    /// budget.
    ///
    /// ## Why the API refuses it
    ///
    /// Without interleaved thinking, all thinking of a turn is at its start. A different order shows that the blocks
    /// were rearranged. With interleaved thinking, and on models from 4.6 on, thinking may come later.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "text", "text": "Hi!"}, {"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"}, {"type": "text", "text": "How are you?"}]},
    ///   {"role": "user", "content": "Fine."}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"}, {"type": "text", "text": "Hi! How are you?"}]},
    ///   {"role": "user", "content": "Fine."}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E095, live responses from models with a budget. A warning if it is unknown whether the beta for interleaved
    /// thinking is sent.
    PL343 "thinking-not-first",
    summary: "text or a call before the thinking",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/extended-thinking",
    since: "0.1.0",
    responses: ["E095"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    if !payload.thinks_only_at_start() {
        return;
    }
    let is_uncertain = payload.interleaved_thinking() == Support::Unknown;
    for turn in payload.turns().filter(|turn| turn.role == Role::Assistant) {
        let Some((kind, node)) = turn.start().filter(|(kind, _)| !kind.is_thinking()) else { continue };
        let Some(thinking) = turn.first_thinking() else { continue };
        let found = kind.tag();
        sink.push(
            RULE.at(node, shown!("`{found}` comes before the thinking of its turn", found))
                .label("thinking must come before this")
                .related(thinking.type_node(), "the thinking")
                .help("send the assistant's blocks back in their original order")
                .uncertain_if(is_uncertain)
                .response("E095", [("type", found.to_owned())]),
        );
    }
}
