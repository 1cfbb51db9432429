use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a toolset whose enabled members have different values of `defer_loading` in `configs`. If one member has
    /// `true` and the others have no value, it is a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// A toolset is loaded as a whole.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
    ///     {
    ///       "type": "computer_toolset_20260801",
    ///       "configs": {"zoom": {"defer_loading": true}, "wait": {"defer_loading": false}}
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
    ///       "type": "computer_toolset_20260801",
    ///       "configs": {"zoom": {"defer_loading": false}, "wait": {"defer_loading": false}}
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The tool reference. The text of the response was not seen.
    PL452 "toolset-partly-deferred",
    summary: "some members of a toolset are deferred and others are not",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for toolset in payload.toolsets() {
        if toolset.tool.get("configs").is_none() {
            continue;
        }
        let value = |member| toolset.config(member, "defer_loading").filter(|value| value.as_bool().is_some());
        let Some(deferred) = toolset.enabled().filter_map(value).find(|value| value.as_bool() == Some(true)) else {
            continue;
        };
        let not_deferred =
            toolset.enabled().find_map(|member| value(member).filter(|value| value.as_bool() == Some(false)));
        let has_unset = toolset.enabled().any(|member| value(member).is_none());
        if not_deferred.is_none() && !has_unset {
            continue;
        }
        let diagnostic = RULE
            .at(deferred, shown!("{}: members have different values of `defer_loading`", toolset.described()))
            .label("deferred")
            .help("give all enabled members the same `defer_loading`")
            .uncertain_if(not_deferred.is_none())
            .response_status(400, "invalid_request_error");
        sink.push(match not_deferred {
            Some(other) => diagnostic.related(other, "not deferred"),
            None => diagnostic,
        });
    }
}
