use crate::json::Node;
use crate::mask::shown;
use crate::payload::pairing::{Call, ResultState};
use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds text, or a call of a server tool with its result, after a `tool_use` block of the same turn.
    ///
    /// ## Why the API refuses it
    ///
    /// The results of a call must follow it immediately. A response ends with its `tool_use` blocks, so content after them was
    /// put there by a client: it merged two responses, or it reordered the blocks of one. The API then reports that the calls
    /// have no results, although the results are there.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Weather here and there?"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}, {"type": "text", "text": "And there:"}, {"type": "tool_use", "id": "toolu_2", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}, {"type": "tool_result", "tool_use_id": "toolu_2", "content": "Rain"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Weather here and there?"},
    ///   {"role": "assistant", "content": [{"type": "text", "text": "Here and there:"}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}, {"type": "tool_use", "id": "toolu_2", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}, {"type": "tool_result", "tool_use_id": "toolu_2", "content": "Rain"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E021, in requests of 2025-05 to 2026-06 that had all results in their place
    /// ([litellm#22947](https://github.com/BerriAI/litellm/issues/22947), and for server tools
    /// [vercel/ai#13013](https://github.com/vercel/ai/issues/13013)). In a trial of 2026-09-20, text after the calls was
    /// accepted on five models: a warning.
    PL367 "content-after-tool-use",
    summary: "other content after a tool call in the same turn",
    severity: Warning,
    confidence: Observed,
    seen: "2026-06-22",
    source: "https://github.com/vercel/ai/issues/13013",
    since: "0.1.0",
    responses: ["E021"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let calls = &payload.pairing().calls;
    for in_turn in calls.chunk_by(|left, right| left.at.message == right.at.message) {
        let Some(first) = in_turn.iter().find(|call| !call.block.is_called_from_code()) else { continue };
        if in_turn.last().is_some_and(|last| is_end_of_turn(payload, last)) && are_adjacent(in_turn) {
            continue;
        }
        let others = content_after(payload, &first.block);
        let (Some((other, kind)), Some((last, _))) = (others.first(), others.last()) else { continue };
        let before: Vec<&Call<'_>> = in_turn.iter().filter(|call| call.block.node.id() < last.id()).collect();
        // Where a result is missing, the rules about that report it.
        if before.is_empty() || !before.iter().all(|call| matches!(call.result, ResultState::Direct(_))) {
            continue;
        }
        let mut ids: Vec<&str> = before.iter().map(|call| &*call.id).collect();
        ids.sort_unstable();
        sink.push(
            RULE.at(*other, shown!("{kind} after `tool_use` {}", first.block.call_name(), kind))
                .label("after a call")
                .related(
                    first.block.type_node(),
                    "this call must be followed only by other calls, and then by the results",
                )
                .help("move it before the first `tool_use` block of the turn")
                .response("E021", [("ids", ids.join(", "))])
                .response_path(ResponsePath::Given(format!("messages.{}", first.at.message + 1))),
        );
    }
}

/// Whether a call is the last block of its turn.
fn is_end_of_turn(payload: &Payload<'_>, call: &Call<'_>) -> bool {
    let message = call.block.message;
    let is_last = message.content.is_some_and(|content| content.len() == call.block.index + 1);
    is_last && payload.messages().get(message.index + 1).is_none_or(|next| next.role != Role::Assistant)
}

/// Whether nothing is between the calls of a turn, as usual.
fn are_adjacent(calls: &[Call<'_>]) -> bool {
    let (Some(first), Some(last)) = (calls.first(), calls.last()) else { return true };
    last.at.block - first.at.block + 1 == calls.len()
}

/// Text, and calls of server tools with their results, after a call in its turn: the node to point at, and what it is.
fn content_after<'a>(payload: &Payload<'a>, call: &Block<'a>) -> Vec<(Node<'a>, &'static str)> {
    let messages = payload.messages().get(call.message.index..).unwrap_or_default();
    let turn = || messages.iter().take_while(|message| message.role == Role::Assistant);
    let mut found: Vec<(Node<'a>, &'static str)> = Vec::new();
    let strings = turn().filter_map(|message| message.content).filter(|content| content.is_string());
    found.extend(strings.filter(|text| has_content(*text)).map(|text| (text, "text")));
    let blocks = payload.blocks();
    let after = blocks.partition_point(|block| block.node.id() <= call.node.id());
    let end = call.message.index + turn().count();
    let in_turn = |block: &&Block<'a>| block.message.index < end;
    let blocks = || blocks[after..].iter().take_while(in_turn).filter(|block| block.outer.is_none());
    for block in blocks() {
        match block.kind {
            BlockKind::Text if block.text.is_some_and(has_content) => found.push((block.type_node(), "`text`")),
            // A call without its result is still running: the API may have sent it after the other call.
            kind if kind.is_server_call() && has_result(block, blocks()) => {
                found.push((block.type_node(), "a server tool"));
            }
            _ => {}
        }
    }
    found.sort_by_key(|(node, _)| node.id());
    found
}

fn has_content(text: Node<'_>) -> bool {
    text.is_string() && text.raw_str() != Some("")
}

fn has_result<'r, 'a: 'r>(call: &Block<'a>, mut blocks: impl Iterator<Item = &'r Block<'a>>) -> bool {
    let id = call.str("id");
    let is_result = |block: &Block<'a>| block.kind.is_server_result() && block.str("tool_use_id") == id;
    id.is_some() && blocks.any(is_result)
}
