use crate::mask::shown;
use crate::payload::pairing::FaultKind;
use crate::payload::{Block, Message, Payload, Role};
use crate::rules::pairing::{MAX_SHOWN, call_names};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a tool call without a `tool_result`.
    ///
    /// ## Why the API refuses it
    ///
    /// The turn after a call must start with its result. Results go missing when a run is interrupted, when a history
    /// is cut between call and result, or when the user's next message is sent instead. Results of parallel calls go in
    /// one user turn.
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
    /// E021, the most frequently reported error. The path counts messages after consecutive ones of one role are
    /// merged, and names the message that should have the results ([response of
    /// 2026-10-05](https://github.com/maruel/genai/blob/3bd0fdc8579087987cbf7ecb02993ab221353ff8/providers/anthropic/testdata/TestClient/Scoreboard/claude-haiku-4-5-20251001/GenSync-OutOfOrder-2.yaml));
    /// the IDs are sorted. The path is unknown if the conversation ends with the call.
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
        let FaultKind::Missing(unanswered, calls) = &fault.kind else { continue };
        let Some((first, others)) = calls.split_first() else { continue };
        let message = match others {
            [] => shown!("`tool_use` {} has no `tool_result`", first.call_name()),
            _ => shown!("{} `tool_use` blocks have no `tool_result`: {}", calls.len(), call_names(calls)),
        };
        let mut diagnostic = RULE
            .at(first.id_node(), message)
            .label("no `tool_result` with this ID")
            .yields_to_causes(&fault.causes)
            .response("E021", [("ids", unanswered.ids.join(", "))])
            .response_path(ResponsePath::Given(format!("messages.{}", unanswered.message)));
        for call in others.iter().take(MAX_SHOWN) {
            diagnostic = diagnostic.related(call.id_node(), shown!("no result for {} either", call.call_name()));
        }
        let what = "a `tool_result` block with this `tool_use_id`, and `is_error: true` if there is no result";
        sink.push(match next_user_message(payload, first) {
            Some(user) => diagnostic
                .related(user.role_node(), "the results belong at the start of this message")
                .help(shown!("start the next `user` message with {what}; or remove the call", what)),
            None => diagnostic.help(shown!("end the conversation with a `user` message that starts with {what}", what)),
        });
    }
}

/// The first user message after a call.
fn next_user_message<'r, 'a>(payload: &'r Payload<'a>, call: &Block<'_>) -> Option<&'r Message<'a>> {
    let messages = payload.messages();
    let next = messages.partition_point(|message| message.index <= call.message.index);
    messages[next..].iter().find(|message| message.role == Role::User)
}
