use crate::mask::shown;
use crate::payload::{BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds content that is not allowed in the result of a toolset member.
    ///
    /// ## Why the API refuses it
    ///
    /// Such a result may contain text and images, and in the browser toolset one `browser_state`.
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
    /// The page on handling tool calls, 2026-10-10. The text of the response is unknown.
    PL375 "toolset-result-content",
    summary: "content that is not allowed in the result of a toolset",
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
        let Some(toolset) = call.block.str("toolset_name") else { continue };
        let is_browser = toolset == "browser";
        for block in result.nested() {
            let is_allowed = match block.kind {
                BlockKind::Text | BlockKind::Image | BlockKind::Unknown => true,
                BlockKind::BrowserState => is_browser,
                _ => false,
            };
            if is_allowed {
                continue;
            }
            let message = shown!("`{}` in the result of toolset member {}", block.kind.tag(), call.block.call_name());
            sink.push(
                RULE.at(block.type_node(), message)
                    .label("only text and images are allowed")
                    .help("use `text` and `image` blocks in the result")
                    .yields_to("misplaced-browser-state", block.type_node())
                    .response_status(400, "invalid_request_error"),
            );
        }
    }
}
