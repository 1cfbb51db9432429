use crate::mask::shown;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a toolset whose members are all deferred, in a request without a tool search tool.
    ///
    /// ## Why the API refuses it
    ///
    /// A deferred tool is loaded when a search finds it, so there must be a tool to search with.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
    ///     {
    ///       "type": "computer_toolset_20260801",
    ///       "configs": {
    ///         "key": {"defer_loading": true},
    ///         "hold_key": {"defer_loading": true},
    ///         "type": {"defer_loading": true},
    ///         "cursor_position": {"defer_loading": true},
    ///         "mouse_move": {"defer_loading": true},
    ///         "left_click": {"defer_loading": true},
    ///         "right_click": {"defer_loading": true},
    ///         "middle_click": {"defer_loading": true},
    ///         "double_click": {"defer_loading": true},
    ///         "triple_click": {"defer_loading": true},
    ///         "left_click_drag": {"defer_loading": true},
    ///         "left_mouse_down": {"defer_loading": true},
    ///         "left_mouse_up": {"defer_loading": true},
    ///         "scroll": {"defer_loading": true},
    ///         "wait": {"defer_loading": true},
    ///         "screenshot": {"defer_loading": true},
    ///         "zoom": {"defer_loading": true}
    ///       }
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
    ///     {"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
    ///     {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
    ///     {
    ///       "type": "computer_toolset_20260801",
    ///       "configs": {
    ///         "key": {"defer_loading": true},
    ///         "hold_key": {"defer_loading": true},
    ///         "type": {"defer_loading": true},
    ///         "cursor_position": {"defer_loading": true},
    ///         "mouse_move": {"defer_loading": true},
    ///         "left_click": {"defer_loading": true},
    ///         "right_click": {"defer_loading": true},
    ///         "middle_click": {"defer_loading": true},
    ///         "double_click": {"defer_loading": true},
    ///         "triple_click": {"defer_loading": true},
    ///         "left_click_drag": {"defer_loading": true},
    ///         "left_mouse_down": {"defer_loading": true},
    ///         "left_mouse_up": {"defer_loading": true},
    ///         "scroll": {"defer_loading": true},
    ///         "wait": {"defer_loading": true},
    ///         "screenshot": {"defer_loading": true},
    ///         "zoom": {"defer_loading": true}
    ///       }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The tool reference: if all enabled members are deferred, a tool search tool that is not deferred is required.
    /// The text of the response was not seen.
    PL453 "deferred-toolset-without-search",
    summary: "a toolset is deferred, but there is no tool search tool",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let knowledge = payload.context.knowledge;
    for toolset in payload.toolsets() {
        if toolset.tool.get("configs").is_none() {
            continue;
        }
        let is_deferred =
            |member| toolset.config(member, "defer_loading").and_then(|value| value.as_bool()) == Some(true);
        if toolset.enabled().next().is_none() || !toolset.enabled().all(is_deferred) {
            continue;
        }
        // The name shows what an entry with a missing or unknown type is meant to be.
        let is_named = |tool: &Tool<'_>| tool.own_name().is_some_and(|name| name.starts_with("tool_search_tool"));
        let is_search = |tool: &Tool<'_>| match tool.facts(knowledge) {
            Some(facts) => *facts.family == *"tool_search",
            None => is_named(tool),
        };
        if payload.tools().iter().any(|tool| is_search(tool) && tool.deferred.is_none()) || payload.has_unlisted_tools()
        {
            continue;
        }
        let diagnostic = RULE
            .at(toolset.declaration(), shown!("{} is deferred, but there is no tool search tool", toolset.described()))
            .label("all of its members are deferred")
            .help("add a tool search tool, or remove `defer_loading` from the members")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
