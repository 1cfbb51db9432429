use crate::knowledge::Support;
use crate::payload::{BlockKind, Payload, Role, Turn};
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::thinking::{beginning, is_manual, thinking_type, thinks_by_budget_alone};

rule! {
    /// ## What it does
    ///
    /// Finds a tool loop in progress whose turn does not begin with the thinking that the model wrote, while
    /// `thinking` is `enabled` with a budget.
    ///
    /// ## Why the API refuses it
    ///
    /// Calls, results and the answer to them are one turn of the assistant, and a turn with thinking on begins with
    /// it. Frameworks that keep only text and calls drop the block. Later turns of the user are no part of it, so that
    /// old loops may go without.
    ///
    /// Models that think adaptively (4.6 and later) do not ask for it; there it is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 1024}, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 1024}, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E089 of the catalogue: the page on extended thinking (2026-10-10), and many live answers up to February
    /// 2026 on models with a budget. Recorded requests whose last turn began with text got 200 where no tool loop was
    /// going on.
    PL341 "missing-thinking-in-tool-loop",
    summary: "a tool loop without the thinking that began it",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/extended-thinking",
    since: "0.1.0",
    responses: ["E089"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    if !is_manual(payload) || payload.context.model.facts.is_none() {
        return;
    }
    let turns: Vec<Turn<'_, '_>> = payload.turns().filter(|turn| turn.role != Role::System).collect();
    let steps = current_loop(&turns);
    // Which step has to begin with thinking is not settled: without interleaving only the first one can. So the loop
    // is wrong for sure where neither the first nor the last does.
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return };
    let without = |turn: &Turn<'_, '_>| {
        let begins = beginning(turn).is_some_and(|(kind, _)| matches!(kind, BlockKind::Text | BlockKind::ToolUse));
        begins && !turn.blocks().any(|block| block.kind.is_thinking())
    };
    if !without(first) || !without(last) {
        return;
    }
    let Some((kind, node)) = beginning(first) else { return };
    let Some(setting) = thinking_type(payload) else { return };
    let diagnostic = RULE
        .at(node, format!("the turn that calls the tools begins with `{}`, not with its thinking", kind.tag()))
        .label("a thinking block belongs before this")
        .related(setting, "thinking is turned on here")
        .help(
            "send the assistant's message back as it came, thinking blocks and their signatures included; or turn \
             thinking off until the loop is done",
        )
        .uncertain_if(thinks_by_budget_alone(payload) != Support::Yes)
        .response("E089", [("type", kind.tag().to_owned())]);
    let index = first.messages.first().map_or(0, |message| message.index);
    sink.push(diagnostic.response_path(ResponsePath::Given(format!("messages.{index}.content.0.type"))));
}

/// The assistant's turns of the tool loop that the conversation ends in.
fn current_loop<'t, 'r, 'a>(turns: &'t [Turn<'r, 'a>]) -> Vec<&'t Turn<'r, 'a>> {
    let has = |turn: &Turn<'_, '_>, kind| turn.blocks().any(|block| block.kind == kind);
    let mut steps = Vec::new();
    for pair in turns.rchunks_exact(2) {
        let (call, result) = (&pair[0], &pair[1]);
        let is_step = call.role == Role::Assistant && result.role == Role::User;
        if !is_step || !has(call, BlockKind::ToolUse) || !has(result, BlockKind::ToolResult) {
            break;
        }
        steps.push(call);
    }
    steps.reverse();
    steps
}
