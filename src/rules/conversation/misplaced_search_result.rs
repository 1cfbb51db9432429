use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `search_result` block in an `assistant` message.
    ///
    /// ## Why the API refuses it
    ///
    /// Search results come from the user or from a tool. The assistant can only cite them.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "search_result", "source": "https://example.com", "title": "Example", "content": [{"type": "text", "text": "Sunny"}]}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": [{"type": "search_result", "source": "https://example.com", "title": "Example", "content": [{"type": "text", "text": "Sunny"}]}, {"type": "text", "text": "Weather?"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on search results, 2026-08-22. The text of the response is unknown.
    PL352 "misplaced-search-result",
    summary: "a search result in an assistant message",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/search-results",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::SearchResult], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if block.message.role != Role::Assistant || block.outer.is_some() {
        return;
    }
    sink.push(
        RULE.at(block.type_node(), "`search_result` in an assistant message")
            .label("only allowed in user messages")
            .related(block.message.role_node(), "this message has role `assistant`")
            .help("move it to the previous `user` message, or to the `content` of a `tool_result`")
            .response_status(400, "invalid_request_error"),
    );
}
