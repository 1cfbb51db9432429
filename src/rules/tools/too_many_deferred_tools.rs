use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds requests with more than 10,000 tools that have `defer_loading: true`.
    ///
    /// ## Why the API refuses it
    ///
    /// The index of the tool search is limited in size.
    ///
    /// ## Example
    ///
    /// ```json,fail,times=10001
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
    ///     {"name": "tool_{n}", "input_schema": {"type": "object"}, "defer_loading": true}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,times=3
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
    ///     {"name": "tool_{n}", "input_schema": {"type": "object"}, "defer_loading": true}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the tool search tool. The text of the response was not seen.
    PL442 "too-many-deferred-tools",
    summary: "more deferred tools than the tool search supports",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let tools = payload.tools();
    let limit = payload.context.knowledge.limits().value("tools.deferred") as usize;
    if tools.len() <= limit {
        return;
    }
    let mut deferred = tools.iter().filter_map(|tool| tool.deferred);
    let count = deferred.clone().count();
    if let Some(first_over) = deferred.nth(limit) {
        let diagnostic = RULE
            .at(first_over, shown!("{count} deferred tools; the limit is {limit}", count, limit))
            .label("first tool over the limit")
            .help("remove tools that this conversation does not need")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
