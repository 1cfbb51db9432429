use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a tool result with `is_error: true` that contains more than text.
    ///
    /// ## Why the API refuses it
    ///
    /// The API has required that a failed result contains only text. Newer documentation does not repeat it: a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "is_error": true, "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "is_error": true, "content": "The page did not load."}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// An older response, reported second-hand: `all content must be type "text" if "is_error" is true`.
    PL381 "error-result-content",
    summary: "a failed result with more than text",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls",
    since: "0.1.0",
    responses: ["F27"],
    stage: Conversation,
    check: Check::Block(&[BlockKind::ToolResult], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if !block.is_error() {
        return;
    }
    let state = block.nested().find(|nested| nested.kind == BlockKind::BrowserState);
    let is_other = |kind| !matches!(kind, BlockKind::Text | BlockKind::BrowserState | BlockKind::Unknown);
    let other = block.nested().find(|nested| is_other(nested.kind));
    for found in state.into_iter().chain(other) {
        sink.push(
            RULE.at(found.type_node(), shown!("`{}` in a failed result", found.kind.tag()))
                .label("not text")
                .help("describe the error in text; show anything else after the `tool_result` blocks")
                .yields_to("misplaced-browser-state", found.type_node())
                .response("F27", []),
        );
    }
}
