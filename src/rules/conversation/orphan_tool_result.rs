use crate::finding::quoted;
use crate::payload::Payload;
use crate::payload::pairing::{Fault, Orphan};
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::tool::{id_node, named};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_result` whose call is not in the assistant's turn before it.
    ///
    /// ## Why the API refuses it
    ///
    /// A result answers a call of the turn right before. The call is lost when a history is cut, when ids are
    /// rewritten on one side alone, or when another turn comes between.
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
    /// Row E023 of the catalogue, recorded answers included. The path counts messages after consecutive ones of one
    /// role are merged.
    PL363 "orphan-tool-result",
    summary: "a tool's result without its call",
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
        let Fault::Orphan(Orphan { result, older, unanswered, .. }) = fault else { continue };
        let diagnostic = RULE
            .at(
                id_node(&result.block),
                format!("the result for {} answers no call of the turn before", quoted(&result.id)),
            )
            .label("no `tool_use` has this id there")
            .response("E023", [("id", result.id.to_string())])
            .response_path(ResponsePath::Given(result.at.block_path()));
        sink.push(match (older, unanswered) {
            (_, Some(call)) => diagnostic
                .related(id_node(call), format!("tool {} was called here, and has no result", named(call)))
                .help("give the result the id of the call it answers; where ids are rewritten, rewrite both alike"),
            (Some(call), None) => diagnostic
                .related(id_node(call), format!("tool {} was called here, and answered", named(call)))
                .help("leave this result out: the call has one already"),
            (None, None) => diagnostic.help(
                "keep call and result together: bring back the assistant's `tool_use` with this id, or leave the result out",
            ),
        });
    }
}
