use crate::payload::Payload;
use crate::payload::pairing::Fault;
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::tool::{SHOWN, id_node, named, results_of};

rule! {
    /// ## What it does
    ///
    /// Finds a tool call whose result comes in a later turn than the next.
    ///
    /// ## Why the API refuses it
    ///
    /// The result has to open the user's turn right after the call. It slips when messages are sent while a tool still
    /// runs, or when a history is put in another order.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": "How are you?"},
    ///   {"role": "assistant", "content": "Hi!"},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]},
    ///   {"role": "assistant", "content": "Hi!"},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E021 of the catalogue; the rule of the very next turn stands in the page on handling tool calls. The path
    /// counts messages after consecutive ones of one role are merged.
    PL361 "late-tool-result",
    summary: "a tool's result that comes too late",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["E021"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let Fault::Late(turn, pairs) = fault else { continue };
        let Some((call, _)) = pairs.first() else { continue };
        let calls: Vec<_> = pairs.iter().map(|(call, _)| *call).collect();
        let mut diagnostic = RULE
            .at(id_node(call), format!("{} in a later turn", results_of(&calls, "comes", "come")))
            .label("not answered in the next turn")
            .help("move the `tool_result` to the start of the `user` message right after the call")
            .response("E021", [("ids", turn.ids.join(", "))])
            .response_path(ResponsePath::Given(format!("messages.{}", turn.message)));
        for (call, result) in pairs.iter().take(SHOWN) {
            diagnostic = diagnostic.related(id_node(result), format!("the result of {}", named(call)));
        }
        sink.push(diagnostic);
    }
}
