use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds requests in which every tool has `defer_loading: true`.
    ///
    /// ## Why the API refuses it
    ///
    /// A deferred tool is loaded when a search finds it. If nothing is loaded at the start, the model has no tool to
    /// search with.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "a",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    ///       "defer_loading": true
    ///     },
    ///     {
    ///       "name": "b",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    ///       "defer_loading": true
    ///     }
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
    ///     },
    ///     {
    ///       "name": "b",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    ///       "defer_loading": true
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the tool search tool (E081).
    PL440 "all-tools-deferred",
    summary: "every tool is deferred",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool",
    since: "0.1.0",
    responses: ["E081"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let tools = payload.tools();
    let Some(first) = tools.first().and_then(|tool| tool.deferred) else { return };
    if !tools.iter().all(|tool| tool.deferred.is_some()) || payload.has_unlisted_tools() {
        return;
    }
    let diagnostic = RULE
        .at(first, "every tool is deferred")
        .label("at least one tool must be loaded from the start")
        .help(
            "add a tool search tool without `defer_loading`, such as \
             `{\"type\": \"tool_search_tool_bm25_20251119\", \"name\": \"tool_search_tool_bm25\"}`",
        )
        .response("E081", []);
    sink.push(diagnostic);
}
