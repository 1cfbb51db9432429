use crate::mask::shown;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a tool search tool with `defer_loading: true`.
    ///
    /// ## Why the API refuses it
    ///
    /// The tool search tool finds the deferred tools, so it must be loaded from the start.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25", "defer_loading": true},
    ///     {"name": "a", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
    ///     {
    ///       "name": "a",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    ///       "defer_loading": true
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the tool search tool. The text of the response was not seen.
    PL441 "deferred-tool-search",
    summary: "the tool search tool is deferred",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(deferred) = tool.deferred else { return };
    if tool.facts(payload.context.knowledge).is_none_or(|facts| *facts.family != *"tool_search") {
        return;
    }
    let first = payload.tools().first().and_then(|tool| tool.deferred).unwrap_or(deferred);
    let diagnostic = RULE
        .at(deferred, shown!("{} cannot be deferred", tool.described()))
        .label("a tool search tool must be loaded from the start")
        .help("remove `defer_loading` from the tool search tool")
        .response_status(400, "invalid_request_error")
        .yields_to("all-tools-deferred", first);
    sink.push(diagnostic);
}
