use crate::payload::{Block, BlockKind, Payload, is_empty};
use crate::rules::{Anchor, Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a tool result with `is_error: true` and no content.
    ///
    /// ## Why the API refuses it
    ///
    /// A failed result must say what failed. Tools that fail without a message, and calls that the user rejects, produce an
    /// empty one. Without `is_error`, a result may be empty.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "is_error": true, "content": ""}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "is_error": true, "content": "The weather service did not respond."}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Public reports of 2025-07 to 2025-12, on the Claude API and Amazon Bedrock:
    /// `` messages.52.content.0.tool_result: content cannot be empty if `is_error` is true ``. The content was `""` in all of
    /// them: a warning where it is missing or `[]`.
    PL385 "empty-error-result",
    summary: "a failed result without content",
    severity: Error,
    confidence: Observed,
    seen: "2025-12-15",
    source: "https://github.com/bytedance/trae-agent/issues/230",
    since: "0.1.0",
    responses: ["K06"],
    stage: Conversation,
    check: Check::Block(&[BlockKind::ToolResult], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if !block.is_error() {
        return;
    }
    let (anchor, is_observed) = match block.get("content") {
        None => (Anchor::missing(block.node, "content"), false),
        Some(content) if is_empty(&content) => (content.into(), true),
        Some(content) if content.is_array() && content.is_empty() => (content.into(), false),
        Some(_) => return,
    };
    sink.push(
        RULE.at(anchor, "the result has `is_error: true`, but no content")
            .label("empty")
            .uncertain_if(!is_observed)
            .help("describe in `content` what failed, or remove `is_error`")
            .response("K06", [])
            .response_path(ResponsePath::Inside(block.node.into())),
    );
}
