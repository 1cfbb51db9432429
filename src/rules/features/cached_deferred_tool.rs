use crate::finding::Safety;
use crate::mask::shown;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Edit, Sink, repeatable, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `cache_control` on a tool with `defer_loading: true`.
    ///
    /// ## Why the API refuses it
    ///
    /// A deferred tool is not part of the prompt until a search finds it, so there is nothing to cache at its position.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "tool_search_tool_regex_20251119", "name": "tool_search_tool_regex"},
    ///     {"name": "get_weather", "input_schema": {"type": "object"}, "defer_loading": true, "cache_control": {"type": "ephemeral"}}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "tool_search_tool_regex_20251119", "name": "tool_search_tool_regex", "cache_control": {"type": "ephemeral"}},
    ///     {"name": "get_weather", "input_schema": {"type": "object"}, "defer_loading": true}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The tool search and prompt caching pages, and live responses in public reports (2026-03 to 2026-07).
    PL704 "cached-deferred-tool",
    summary: "a cache breakpoint on a deferred tool",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool",
    since: "0.1.0",
    responses: ["K02"],
    stage: Conversation,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(cache_control) = tool.get("cache_control").filter(|node| node.is_object()) else { return };
    let Some(deferred) = tool.deferred else { return };
    let diagnostic = RULE
        .at(cache_control, shown!("{} is deferred and cannot have a cache breakpoint", tool.described()))
        .label("not allowed on a deferred tool")
        .related(deferred, "deferred here")
        .help("move `cache_control` to the last tool that is not deferred")
        .fix(Safety::Unsafe, "set `cache_control` to null", [Edit::replace(cache_control, serde_json::Value::Null)]);
    sink.push(match tool.str("name").as_deref().and_then(repeatable) {
        Some(name) => diagnostic.response("K02", [("name", name)]),
        None => diagnostic.response_without_message("K02"),
    });
}
