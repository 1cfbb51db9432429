use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::pairing::FaultKind;
use crate::rules::pairing::{MAX_SHOWN, call_names};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a tool call whose result is in a later turn than the next.
    ///
    /// ## Why the API refuses it
    ///
    /// The result must be at the start of the user turn directly after the call. It ends up later when messages are
    /// sent while a tool is still running, or when a history is reordered.
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
    /// E021. The page on handling tool calls requires the result in the next turn. The path counts messages after
    /// consecutive ones of one role are merged.
    PL361 "late-tool-result",
    summary: "a tool result in a later turn",
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
        let FaultKind::Late(unanswered, pairs) = &fault.kind else { continue };
        let Some((call, _)) = pairs.first() else { continue };
        let calls: Vec<_> = pairs.iter().map(|(call, _)| *call).collect();
        let mut diagnostic = RULE
            .at(call.id_node(), shown!("`tool_result` must be in the next turn: {}", call_names(&calls)))
            .label("no `tool_result` in the next turn")
            .help("move the `tool_result` to the start of the `user` message directly after the call")
            .yields_to_causes(&fault.causes)
            .response("E021", [("ids", unanswered.ids.join(", "))])
            .response_path(ResponsePath::Given(format!("messages.{}", unanswered.message)));
        for (call, result) in pairs.iter().take(MAX_SHOWN) {
            diagnostic = diagnostic.related(result.id_node(), shown!("result of {}", call.call_name()));
        }
        sink.push(diagnostic);
    }
}
