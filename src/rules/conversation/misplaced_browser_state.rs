use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `browser_state` where it is not allowed: in a failed result, in a result that does not belong to the
    /// browser toolset, or next to another one.
    ///
    /// ## Why the API refuses it
    ///
    /// The block lists the tabs after a member of the browser toolset has run. A result has one, and a failed result
    /// has none.
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
    /// The API reference, 2026-10-10. The text of the response is unknown.
    PL376 "misplaced-browser-state",
    summary: "a `browser_state` where it is not allowed",
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
    if !is_array || !matches!(block.message.role, Role::User | Role::Assistant) {
        return;
    }
    let mut states = block.nested().filter(|nested| nested.kind == BlockKind::BrowserState).peekable();
    if states.peek().is_none() {
        return;
    }
    let names_browser = |block: &Block<'_>| block.get("toolset_name").is_some_and(|name| name.is_str("browser"));
    // The result or its call may name the toolset.
    let mut answered = payload.pairing().answered();
    let is_browser =
        names_browser(block) || answered.any(|(call, result)| result.node == block.node && names_browser(&call.block));
    for (count, state) in states.enumerate() {
        let (message, help) = match () {
            () if block.is_error() => ("`browser_state` in a failed result", "remove it from the failed result"),
            () if !is_browser => (
                "`browser_state` in a result that does not belong to the browser toolset",
                "only use it in results with `\"toolset_name\": \"browser\"`",
            ),
            () if count > 0 => ("more than one `browser_state` in a result", "keep only the last one"),
            () => continue,
        };
        sink.push(
            RULE.at(state.type_node(), message)
                .label("not allowed here")
                .help(help)
                .yields_to("misplaced-tool-result", block.type_node())
                .response_status(400, "invalid_request_error"),
        );
    }
}
