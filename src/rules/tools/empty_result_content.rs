use crate::json::Node;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_result` whose `content` is an empty list.
    ///
    /// ## Why this matters
    ///
    /// The API is reported to reject an empty list in some cases, above all for the result of a tool search. A result
    /// without content can leave out `content`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "save", "input_schema": {"type": "object"}}],
    ///   "messages": [
    ///     {"role": "user", "content": "Save it"},
    ///     {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "save", "input": {}}]},
    ///     {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": []}]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "save", "input_schema": {"type": "object"}}],
    ///   "messages": [
    ///     {"role": "user", "content": "Save it"},
    ///     {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "save", "input": {}}]},
    ///     {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1"}]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Comments in pydantic-ai 2.68.0, November 2026. No response was seen, so this is info.
    PL497 "empty-result-content",
    summary: "the content of a tool result is an empty list",
    severity: Info,
    confidence: Inferred,
    seen: "2026-11-27",
    source: "https://pypi.org/project/pydantic-ai-slim/2.68.0/",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::ToolResult], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(content) = block.get("content").filter(Node::is_array).filter(|content| content.is_empty()) else {
        return;
    };
    sink.push(
        RULE.at(content, "the content of `tool_result` is an empty list")
            .label("may be rejected")
            .help("remove `content`, or use a text such as `\"done\"`")
            .response_status(400, "invalid_request_error")
            .yields_to("error-result-content", content),
    );
}
