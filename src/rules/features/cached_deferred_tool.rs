use crate::finding::Safety;
use crate::payload::{Payload, Tool};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `cache_control` on a tool with `defer_loading: true`.
    ///
    /// ## Why the API refuses it
    ///
    /// A deferred tool is not part of the prompt until a search finds it, so that there is nothing to cache at its
    /// place.
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
    /// The tool search and prompt caching pages. The words of the answer were not seen.
    PL704 "cached-deferred-tool",
    summary: "a cache breakpoint on a tool that is loaded later",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, _: &Payload<'_>, sink: &mut Sink) {
    let Some(cache_control) = tool.get("cache_control").filter(|node| node.is_object()) else { return };
    let Some(deferred) = tool.get("defer_loading").filter(|node| node.as_bool() == Some(true)) else { return };
    sink.push(
        RULE.at(cache_control, format!("{} is loaded later and cannot be a cache breakpoint", tool.described()))
            .label("not on a deferred tool")
            .related(Anchor::from(deferred), "it is deferred here")
            .help("move `cache_control` to the last tool that is not deferred")
            .response_status(400, "invalid_request_error")
            .fix(
                Safety::Unsafe,
                "set it to null, which is no breakpoint",
                vec![(cache_control.into(), "null".to_owned())],
            ),
    );
}
