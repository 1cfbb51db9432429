use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::tool::type_node;

rule! {
    /// ## What it does
    ///
    /// Finds a tool's result that holds `search_result` blocks and others.
    ///
    /// ## Why the API refuses it
    ///
    /// Search results are cited by their place in the result, so that a result is made of them alone or has none.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": [
    ///     {"type": "search_result", "source": "https://example.com", "title": "Example", "content": [{"type": "text", "text": "Sunny"}]},
    ///     {"type": "text", "text": "One result."}
    ///   ]}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "search_result", "source": "https://example.com", "title": "Example", "content": [{"type": "text", "text": "Sunny"}]}]}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on search results, 2026-08-22. The words of the answer were not seen.
    PL380 "mixed-search-results",
    summary: "search results mixed with other blocks",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/search-results",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::ToolResult], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(search) = block.nested().find(|nested| nested.kind == BlockKind::SearchResult) else { return };
    // A foreign block is told by its type.
    let is_other = |kind| !matches!(kind, BlockKind::SearchResult | BlockKind::Unknown);
    let Some(other) = block.nested().find(|nested| is_other(nested.kind)) else { return };
    sink.push(
        RULE.at(type_node(&other), format!("`{}` among the search results of a tool", other.kind.tag()))
            .label("not a `search_result`")
            .related(type_node(&search), "this is one")
            .help("give search results alone, and put other text into one of them or behind the `tool_result`")
            .response_status(400, "invalid_request_error"),
    );
}
