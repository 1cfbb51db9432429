use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::pairing::{FaultKind, Orphan};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_result` whose call is not in the previous assistant turn.
    ///
    /// ## Why the API refuses it
    ///
    /// A result belongs to a call of the assistant turn directly before it. The call is lost when a history is cut,
    /// when only the IDs of the calls or only those of the results are rewritten, or when another turn comes between.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
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
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E023, recorded responses included. The path counts messages after consecutive ones of one role are merged.
    PL363 "orphan-tool-result",
    summary: "a tool result without its call",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["E023", "F17"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let FaultKind::Orphan(Orphan { result, older, unanswered }) = &fault.kind else { continue };
        let message = shown!("`tool_result` {} has no matching `tool_use` in the previous message", quoted(&result.id));
        let diagnostic = RULE
            .at(result.block.id_node(), message)
            .label("no `tool_use` with this ID")
            .yields_to_causes(&fault.causes)
            .response("E023", [("id", result.id.to_string())])
            .response_path(ResponsePath::Given(result.at.block_path()));
        sink.push(match (older, unanswered) {
            (_, Some(call)) => diagnostic
                .related(call.id_node(), shown!("{} has no result", call.call_name()))
                .help("use the ID of the call; where IDs are rewritten, rewrite those of calls and results alike"),
            (Some(call), None) => diagnostic
                .related(call.id_node(), shown!("{} already has a result", call.call_name()))
                .help("remove this result: the call already has one"),
            (None, None) => diagnostic.help(
                "keep calls and results together: restore the assistant's `tool_use` block with this ID, or remove the \
                 result",
            ),
        });
    }
}
