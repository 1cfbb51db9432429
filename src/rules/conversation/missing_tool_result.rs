use crate::payload::pairing::Fault;
use crate::payload::{Block, Message, Payload, Role};
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::tool::{SHOWN, id_node, listed, named};

rule! {
    /// ## What it does
    ///
    /// Finds a tool call that no `tool_result` answers.
    ///
    /// ## Why the API refuses it
    ///
    /// The turn after a call has to begin with its result: the model cannot go on without it. It goes missing when a
    /// run is interrupted, when a history is cut between call and result, or when the user's next message is sent in
    /// its place. Parallel calls are answered together, in one user's turn.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}, {"type": "text", "text": "How are you?"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E021 of the catalogue, the answer most often reported. The path counts messages after consecutive ones of
    /// one role are merged, and names the message that should hold the results
    /// ([answer of 2026-10-05](https://github.com/maruel/genai/blob/3bd0fdc8579087987cbf7ecb02993ab221353ff8/providers/anthropic/testdata/TestClient/Scoreboard/claude-haiku-4-5-20251001/GenSync-OutOfOrder-2.yaml));
    /// the ids are sorted. What it names where the conversation ends in the call was not seen.
    PL360 "missing-tool-result",
    summary: "a tool call without a result",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["E021", "F18"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let Fault::Missing(turn, calls) = fault else { continue };
        let Some((first, others)) = calls.split_first() else { continue };
        let message = match others {
            [] => format!("the call of tool {} has no result", named(first)),
            _ => format!("{} tool calls have no result: {}", calls.len(), listed(calls)),
        };
        let mut diagnostic = RULE
            .at(id_node(first), message)
            .label("no `tool_result` for this call")
            .response("E021", [("ids", turn.ids.join(", "))])
            .response_path(ResponsePath::Given(format!("messages.{}", turn.message)));
        for call in others.iter().take(SHOWN) {
            diagnostic = diagnostic.related(id_node(call), format!("no result for {} either", named(call)));
        }
        let how = "a `tool_result` block with this `tool_use_id`, `is_error: true` where there is none to give";
        sink.push(match next_user(payload, first) {
            Some(user) => diagnostic
                .related(user.role_node(), "the results belong at the start of this message")
                .help(format!("begin the next `user` message with {how}; or take the call out of the history")),
            None => diagnostic.help(format!("end the conversation with a `user` message that begins with {how}")),
        });
    }
}

/// The user's message behind the turn that a call stands in.
fn next_user<'r, 'a>(payload: &'r Payload<'a>, call: &Block<'_>) -> Option<&'r Message<'a>> {
    let messages = payload.messages();
    let behind = messages.partition_point(|message| message.index <= call.message.index);
    messages[behind..].iter().find(|message| message.role == Role::User)
}
