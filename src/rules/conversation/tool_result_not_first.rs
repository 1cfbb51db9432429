use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::pairing::{FaultKind, first_result};
use crate::rules::pairing::{MAX_SHOWN, call_names};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_result` that comes after other content, such as text, in its user turn.
    ///
    /// ## Why the API refuses it
    ///
    /// The results are the run of `tool_result` blocks at the start of the turn. The run may extend over several `user`
    /// messages, and the first other block ends it. Calls whose results come later count as calls without a result.
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
    /// E022, measured on 2026-07-25, and the page on handling tool calls. The path counts messages after consecutive
    /// ones of one role are merged.
    PL362 "tool-result-not-first",
    summary: "a tool result after other content",
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
        let FaultKind::NotFirst(unanswered, pairs, other) = &fault.kind else { continue };
        let Some(result) = first_result(pairs) else { continue };
        let calls: Vec<_> = pairs.iter().map(|(call, _)| *call).collect();
        let message = shown!("`tool_result` blocks must come first in the message: {}", call_names(&calls));
        let mut diagnostic = RULE
            .at(result.type_node(), message)
            .label("not first")
            .related(other.get("type").unwrap_or(*other), "this comes before it")
            .help("move all `tool_result` blocks to the start of the message, before text and images")
            .yields_to_causes(&fault.causes)
            .response("E022", [("ids", unanswered.ids.join(", "))])
            .response_path(ResponsePath::Given(format!("messages.{}", unanswered.message)));
        for call in calls.iter().take(MAX_SHOWN) {
            diagnostic = diagnostic.related(call.id_node(), shown!("call {}", call.call_name()));
        }
        sink.push(diagnostic);
    }
}
