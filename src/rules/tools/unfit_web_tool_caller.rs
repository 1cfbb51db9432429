use crate::mask::shown;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a web search or web fetch tool whose `allowed_callers` is empty, or contains `code_execution_20250825`.
    ///
    /// ## Why the API refuses it
    ///
    /// A web tool needs a caller: the model (`direct`) or a code execution tool of version `20260120` or later.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "web_search_20260318", "name": "web_search", "allowed_callers": []}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "web_search_20260318", "name": "web_search", "allowed_callers": ["direct"]}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The documentation of pydantic-ai 2.68.0, November 2026. No response was seen, so this is a warning.
    PL494 "unfit-web-tool-caller",
    summary: "a web tool with no caller, or one that it does not support",
    severity: Warning,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://pypi.org/project/pydantic-ai-slim/2.68.0/",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(callers) = tool.allowed_callers else { return };
    let facts = tool.facts(payload.context.knowledge);
    if !facts.is_some_and(|facts| matches!(&*facts.family, "web_search" | "web_fetch")) {
        return;
    }
    let old = callers.items().find(|caller| caller.is_str("code_execution_20250825"));
    let diagnostic = match old {
        Some(old) => RULE
            .at(old, shown!("{} does not support calls from `code_execution_20250825`", tool.described()))
            .label("may be rejected")
            .help("use `direct` or `code_execution_20260120`")
            .yields_to("code-calls-unsupported", old),
        None if callers.is_empty() => RULE
            .at(callers, shown!("{} has no allowed caller", tool.described()))
            .label("may be rejected")
            .help("use `[\"direct\"]`, or remove `allowed_callers`"),
        None => return,
    };
    sink.push(diagnostic.response_status(400, "invalid_request_error"));
}
