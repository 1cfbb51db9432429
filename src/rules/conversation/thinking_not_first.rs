use crate::knowledge::Support;
use crate::payload::{Payload, Role, Turn};
use crate::rules::{Check, Sink, rule};

use super::thinking::{beginning, is_manual, thinks_by_budget_alone};

rule! {
    /// ## What it does
    ///
    /// Finds a turn of the assistant in which text or a call stands before the thinking, on models that think with a
    /// budget and in no other way.
    ///
    /// ## Why the API refuses it
    ///
    /// Without interleaved thinking a turn has one run of thinking, at its start. Another order shows that the blocks
    /// were put together by hand. With interleaved thinking, and on models from 4.6 on, thinking may come later.
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
    /// Row E095 of the catalogue, live answers on models with a budget. Where it is not known whether the beta for
    /// interleaved thinking is sent, it is a warning.
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
    if !is_manual(payload) || thinks_by_budget_alone(payload) != Support::Yes {
        return;
    }
    let interleaved = interleaves(payload);
    if interleaved == Support::Yes {
        return;
    }
    for turn in payload.turns().filter(|turn| turn.role == Role::Assistant) {
        if let Some((kind, node)) = beginning(&turn).filter(|(kind, _)| !kind.is_thinking())
            && let Some(thinking) = first_thinking(&turn)
        {
            let found = kind.tag();
            sink.push(
                RULE.at(node, format!("`{found}` stands before the thinking of its turn"))
                    .label("the thinking belongs before this")
                    .related(thinking, "the thinking")
                    .help("send the assistant's blocks back in the order in which they came")
                    .uncertain_if(interleaved == Support::Unknown)
                    .response("E095", [("type", found.to_owned())]),
            );
        }
    }
}

/// Whether thinking may stand between calls: it takes a beta, and a model that can.
fn interleaves(payload: &Payload<'_>) -> Support {
    let context = payload.context;
    let able = context.model.facts.map_or(Support::Unknown, |model| model.interleaved_thinking.on(context.target));
    if able == Support::No { Support::No } else { context.beta("interleaved-thinking-2025-05-14") }
}

fn first_thinking<'a>(turn: &Turn<'_, 'a>) -> Option<crate::json::Node<'a>> {
    let block = turn.blocks().find(|block| block.kind.is_thinking())?;
    Some(block.get("type").unwrap_or(block.node))
}
