use crate::finding::quoted;
use crate::payload::{Block, Payload};
use crate::rules::{Anchor, Check, Sink, rule};

use super::tool::{id_node, named};

rule! {
    /// ## What it does
    ///
    /// Finds a result whose `toolset_name` is not that of its call.
    ///
    /// ## Why the API refuses it
    ///
    /// A call of a toolset's member (computer, browser) names the toolset, and its result has to name the same.
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
    /// The page on handling tool calls, 2026-10-10. The words of the answer were not seen.
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
        let (called, echoed) = (call.block.str("toolset_name"), result.str("toolset_name"));
        if called == echoed || is_unreadable(&call.block) || is_unreadable(result) {
            continue;
        }
        let place = result
            .get("toolset_name")
            .map_or_else(|| Anchor::Missing(result.node.id(), "toolset_name".to_owned()), Anchor::from);
        let help = match &called {
            Some(name) => format!("add `\"toolset_name\": \"{name}\"` to the result, as in the call"),
            None => "leave `toolset_name` out: the call has none".to_owned(),
        };
        let what = match &echoed {
            Some(name) => format!("names the toolset {}, which is not that of its call", quoted(name)),
            None => "does not name the toolset of its call".to_owned(),
        };
        sink.push(
            RULE.at(place, format!("the result of tool {} {what}", named(&call.block)))
                .label("not as in the call")
                .related(call.block.get("toolset_name").unwrap_or_else(|| id_node(&call.block)), "the call")
                .help(help)
                .response_status(400, "invalid_request_error"),
        );
    }
}

/// Whether the name is no text, or an empty one, which the rules about fields have told.
fn is_unreadable(block: &Block<'_>) -> bool {
    let name = block.get("toolset_name").filter(|name| !name.is_null());
    name.is_some_and(|name| name.as_str().is_none_or(|name| name.is_empty()))
}
