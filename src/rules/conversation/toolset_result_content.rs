use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::tool::{named, type_node};

rule! {
    /// ## What it does
    ///
    /// Finds content that the result of a toolset's member may not have.
    ///
    /// ## Why the API refuses it
    ///
    /// Such a result is text and images; in the browser's toolset also one `browser_state`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "browser_toolset_20260801"}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "screenshot", "input": {}, "toolset_name": "browser"}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "toolset_name": "browser", "content": [{"type": "search_result", "source": "https://example.com", "title": "Example", "content": [{"type": "text", "text": "Sunny"}]}]}]}
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
    PL375 "toolset-result-content",
    summary: "content that a toolset's result may not have",
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
        if call.block.str("toolset_name").is_none() {
            continue;
        }
        for block in result.nested() {
            // Where a `browser_state` may stand has a rule of its own; a foreign block is told by its type.
            if matches!(block.kind, BlockKind::Text | BlockKind::Image | BlockKind::BrowserState | BlockKind::Unknown) {
                continue;
            }
            sink.push(
                RULE.at(
                    type_node(&block),
                    format!("the result of tool {} holds `{}`", named(&call.block), block.kind.tag()),
                )
                .label("only text and images")
                .help("give the result as `text` and `image` blocks")
                .response_status(400, "invalid_request_error"),
            );
        }
    }
}
