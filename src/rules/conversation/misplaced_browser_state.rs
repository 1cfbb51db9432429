use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

use super::tool::type_node;

rule! {
    /// ## What it does
    ///
    /// Finds a `browser_state` where none may stand: in a result that is an error, in one that is not of the browser's
    /// toolset, or beside another.
    ///
    /// ## Why the API refuses it
    ///
    /// The block tells the tabs after a member of the browser's toolset has done its work. One result tells it once,
    /// and a failed one tells nothing.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "browser_state", "tabs": [{"tab_id": "1", "title": "Example", "url": "https://example.com", "active": true}]}]}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "browser_toolset_20260801"}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "screenshot", "input": {}, "toolset_name": "browser"}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "toolset_name": "browser", "content": [{"type": "browser_state", "tabs": [{"tab_id": "1", "title": "Example", "url": "https://example.com", "active": true}]}]}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The API reference, 2026-10-10. The words of the answer were not seen.
    PL376 "misplaced-browser-state",
    summary: "a `browser_state` where none may stand",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::ToolResult], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let is_array = block.get("content").is_some_and(|content| content.is_array());
    if !is_array || block.message.role != Role::User {
        return;
    }
    let mut states = block.nested().filter(|nested| nested.kind == BlockKind::BrowserState).peekable();
    if states.peek().is_none() {
        return;
    }
    let failed = block.get("is_error").and_then(|error| error.as_bool()) == Some(true);
    let names_browser = |block: &Block<'_>| block.get("toolset_name").is_some_and(|name| name.is_str("browser"));
    // That a result names another toolset than its call has been told.
    let mut answered = payload.pairing().answered();
    let of_browser =
        names_browser(block) || answered.any(|(call, result)| result.node == block.node && names_browser(&call.block));
    for (count, state) in states.enumerate() {
        let (message, help) = match () {
            () if failed => ("a `browser_state` in a result that is an error", "leave it out of a failed result"),
            () if !of_browser => (
                "a `browser_state` in a result that is not of the browser's toolset",
                "only results with `\"toolset_name\": \"browser\"` may hold one",
            ),
            () if count > 0 => ("a second `browser_state` in one result", "keep the latest"),
            () => continue,
        };
        sink.push(
            RULE.at(type_node(&state), message)
                .label("not here")
                .help(help)
                .response_status(400, "invalid_request_error"),
        );
    }
}
