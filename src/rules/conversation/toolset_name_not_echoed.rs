use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::{Block, Payload};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a result whose `toolset_name` differs from that of its call.
    ///
    /// ## Why the API refuses it
    ///
    /// A call of a toolset member (computer, browser) names the toolset, and its result must name the same one.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "browser_toolset_20260801"}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "screenshot", "input": {}, "toolset_name": "browser"}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "browser_toolset_20260801"}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "screenshot", "input": {}, "toolset_name": "browser"}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "toolset_name": "browser", "content": "Done"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on handling tool calls, 2026-10-10. The text of the response is unknown.
    PL374 "toolset-name-not-echoed",
    summary: "`toolset_name` differs between call and result",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for (call, result) in payload.pairing().answered() {
        let (expected, found) = (call.block.str("toolset_name"), result.str("toolset_name"));
        if expected == found || is_unreadable(&call.block) || is_unreadable(result) {
            continue;
        }
        let (in_call, in_result) = (call.block.get("toolset_name"), result.get("toolset_name"));
        let message = match &found {
            Some(name) => shown!("wrong `toolset_name` {} in the result of {}", quoted(name), call.block.call_name()),
            None => shown!("`toolset_name` is missing in the result of {}", call.block.call_name()),
        };
        let help = match &expected {
            Some(name) => {
                shown!("add `\"toolset_name\": \"{}\"` to the result, as in the call", quoted(name).unquoted())
            }
            None => "remove `toolset_name`: the call has none".into(),
        };
        let mut diagnostic = RULE
            .at(in_result.map_or_else(|| Anchor::missing(result.node, "toolset_name"), Anchor::from), message)
            .label("differs from the call")
            .related(in_call.unwrap_or_else(|| call.block.id_node()), "the call")
            .help(help)
            .response_status(400, "invalid_request_error");
        for name in [in_call, in_result].into_iter().flatten() {
            diagnostic = diagnostic.yields_to("text-too-short", name);
        }
        sink.push(diagnostic);
    }
}

/// Whether the name has the wrong type, so that the toolset is unknown.
fn is_unreadable(block: &Block<'_>) -> bool {
    block.get("toolset_name").is_some_and(|name| !name.is_null() && !name.is_string())
}
