use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a tool result that contains `search_result` blocks and other blocks.
    ///
    /// ## Why the API refuses it
    ///
    /// Search results are cited by their position in the result, so a result contains either only search results or
    /// none.
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
    /// The page on search results, 2026-08-22. The text of the response is unknown.
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
    let is_other = |kind| !matches!(kind, BlockKind::SearchResult | BlockKind::Unknown);
    let Some(other) = block.nested().find(|nested| is_other(nested.kind)) else { return };
    sink.push(
        RULE.at(other.type_node(), shown!("`{}` among the search results of a tool", other.kind.tag()))
            .label("not a `search_result`")
            .related(search.type_node(), "a `search_result`")
            .help("send only search results, and move other text into one of them or after the `tool_result`")
            .response_status(400, "invalid_request_error"),
    );
}
