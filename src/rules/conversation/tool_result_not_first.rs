use crate::payload::Payload;
use crate::payload::pairing::Fault;
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::tool::{SHOWN, id_node, named, results_of, type_node};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_result` that stands behind something else in the user's turn, such as text.
    ///
    /// ## Why the API refuses it
    ///
    /// The answer to the calls is the run of `tool_result` blocks with which the turn begins; it may go over several
    /// `user` messages, and the first other block ends it. What follows counts as unanswered.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "text", "text": "Here you are:"}, {"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}, {"type": "text", "text": "Here you are."}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E022 of the catalogue, measured on 2026-07-25, and the page on handling tool calls. The path counts
    /// messages after consecutive ones of one role are merged.
    PL362 "tool-result-not-first",
    summary: "a tool's result behind something else",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["E022"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let Fault::NotFirst(turn, pairs, other) = fault else { continue };
        // The block that stands first of those behind, not the result of the first call.
        let Some((_, result)) = pairs.iter().min_by_key(|(_, result)| result.node.id()) else { continue };
        let calls: Vec<_> = pairs.iter().map(|(call, _)| *call).collect();
        let mut diagnostic = RULE
            .at(type_node(result), format!("{} behind something else", results_of(&calls, "stands", "stand")))
            .label("not first")
            .related(other.get("type").unwrap_or(*other), "this stands before it")
            .help("put all `tool_result` blocks at the start of the message, and text or images behind them")
            .response("E022", [("ids", turn.ids.join(", "))])
            .response_path(ResponsePath::Given(format!("messages.{}", turn.message)));
        for call in calls.iter().take(SHOWN) {
            diagnostic = diagnostic.related(id_node(call), format!("the call of {}", named(call)));
        }
        sink.push(diagnostic);
    }
}
