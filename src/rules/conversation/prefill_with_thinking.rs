use crate::knowledge::Support;
use crate::payload::{Payload, Role};
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::prefill::{ends_in_thinking, prefill, takes_prefill};
use super::thinking::{beginning, is_manual, thinking_type};

rule! {
    /// ## What it does
    ///
    /// Finds a prefill together with `thinking` of type `enabled`.
    ///
    /// ## Why the API refuses it
    ///
    /// A turn written with thinking on begins with the thinking. A prefill that begins with text leaves no place for
    /// it.
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
    /// The page on extended thinking, 2026-10-10 (prefill with thinking off only); the words are those of row E089,
    /// seen for a prefill in April 2025.
    PL332 "prefill-with-thinking",
    summary: "a prefill while thinking is on",
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
    if !is_manual(payload) || takes_prefill(payload) != Support::Yes {
        return;
    }
    let Some(last) = prefill(payload).filter(|last| !ends_in_thinking(last)) else { return };
    let Some(turn) = payload.turns().filter(|turn| turn.role == Role::Assistant).last() else { return };
    let Some((kind, _)) = beginning(&turn).filter(|(kind, _)| !kind.is_thinking()) else { return };
    let Some(setting) = thinking_type(payload) else { return };
    let index = turn.messages.first().map_or(last.index, |message| message.index);
    sink.push(
        RULE.at(last.role_node(), "a prefill while thinking is on")
            .label("the last turn is the assistant's")
            .related(setting, "thinking is turned on here")
            .help("end with a `user` message, or turn thinking off")
            .response("E089", [("type", kind.tag().to_owned())])
            .response_path(ResponsePath::Given(format!("messages.{index}.content.0.type"))),
    );
}
