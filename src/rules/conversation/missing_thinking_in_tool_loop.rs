use crate::json::Node;
use crate::knowledge::Support;
use crate::mask::shown;
use crate::payload::{BlockKind, Payload, Role, Turn};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an unfinished tool loop whose turn does not start with the model's thinking, while `thinking` is `enabled`
    /// with a budget.
    ///
    /// ## Why the API refuses it
    ///
    /// Calls, their results and the response to them are one assistant turn, and with thinking enabled a turn starts
    /// with thinking. Frameworks that keep only text and calls drop the block. A later user turn ends the loop, so
    /// finished loops may lack it.
    ///
    /// Models with adaptive thinking (4.6 and later) do not require it: a warning.
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
    /// E089: the page on extended thinking (2026-10-10), and many live responses up to February 2026 from models with a
    /// budget. Recorded requests whose last turn started with text were accepted outside of tool loops.
    PL341 "missing-thinking-in-tool-loop",
    summary: "a tool loop without the thinking that started it",
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
    if !payload.thinks_with_budget() || payload.context.model.facts.is_none() {
        return;
    }
    let turns: Vec<Turn<'_, '_>> = payload.turns().filter(|turn| turn.role != Role::System).collect();
    let steps = current_loop(&turns);
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return };
    // Which step must start with thinking is unclear: without interleaved thinking, only the first one can. It is certain
    // if neither the first nor the last does.
    let (Some((kind, node)), Some((_, last_node))) = (start_without_thinking(first), start_without_thinking(last))
    else {
        return;
    };
    // Where thinking may be interleaved, later thinking is enough.
    let has_thinking = [first, last].iter().any(|turn| turn.first_thinking().is_some());
    if has_thinking && !payload.thinks_only_at_start() {
        return;
    }
    let Some(setting) = payload.thinking_type() else { return };
    let index = first.messages.first().map_or(0, |message| message.index);
    sink.push(
        RULE.at(node, shown!("assistant turn must start with its thinking block, found `{}`", kind.tag()))
            .label("missing `thinking` block before this")
            .related(setting, "thinking is enabled here")
            .help(
                "send the assistant message back unchanged, with its thinking blocks and their signatures; or disable \
                 thinking until the loop is done",
            )
            .uncertain_if(payload.supports_only_budget_thinking() != Support::Yes)
            .yields_to("thinking-not-first", node)
            .yields_to("thinking-not-first", last_node)
            .response("E089", [("type", kind.tag().to_owned())])
            .response_path(ResponsePath::Given(format!("messages.{index}.content.0.type"))),
    );
}

/// What a turn starts with, if it starts with text or a call.
fn start_without_thinking<'a>(turn: &Turn<'_, 'a>) -> Option<(BlockKind, Node<'a>)> {
    turn.start().filter(|(kind, _)| matches!(kind, BlockKind::Text | BlockKind::ToolUse))
}

/// The assistant turns of the tool loop at the end of the conversation.
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
