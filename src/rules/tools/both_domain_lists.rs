use crate::mask::shown;
use crate::payload::{Payload, Tool, ToolKind};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a web search or web fetch tool that has both `allowed_domains` and `blocked_domains`.
    ///
    /// ## Why the API refuses it
    ///
    /// The tool uses either only the allowed domains, or all except the blocked ones.
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
    ///       "type": "web_search_20260318",
    ///       "name": "web_search",
    ///       "allowed_domains": ["example.com"],
    ///       "blocked_domains": ["example.org"]
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
    ///   "tools": [{"type": "web_search_20260318", "name": "web_search", "allowed_domains": ["example.com"]}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the web search tool. The text of the response was not seen.
    PL485 "both-domain-lists",
    summary: "a web tool has both `allowed_domains` and `blocked_domains`",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    if tool.kind == ToolKind::Custom {
        return;
    }
    let list = |name: &str| tool.node.member(name).filter(|(_, list)| list.is_array() && !list.is_empty());
    let (Some((allowed, _)), Some((blocked, _))) = (list("allowed_domains"), list("blocked_domains")) else { return };
    let diagnostic = RULE
        .at(blocked, shown!("{} has both `allowed_domains` and `blocked_domains`", tool.described()))
        .label("conflicts with `allowed_domains`")
        .help("keep only one of the two lists")
        .related(allowed, "`allowed_domains` is here")
        .response_status(400, "invalid_request_error");
    sink.push(diagnostic);
}
