use std::collections::HashSet;

use crate::finding::quoted;
use crate::mask::shown;
use crate::nearest::Searches;
use crate::payload::{Payload, ToolKind};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds names in `url_sources` of the web fetch tool that are not the name of a tool in the request.
    ///
    /// ## Why the API refuses it
    ///
    /// `only` and `except` list tools whose results may provide URLs. A name that is not the name of a tool is either
    /// ignored or rejected; which of the two was not seen.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"name": "crawl", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
    ///     {
    ///       "type": "web_fetch_20260318",
    ///       "name": "web_fetch",
    ///       "url_sources": {"client_tool_results": {"type": "only", "tools": [{"type": "tool_reference", "name": "crwal"}]}}
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
    ///     {"name": "crawl", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
    ///     {
    ///       "type": "web_fetch_20260318",
    ///       "name": "web_fetch",
    ///       "url_sources": {"client_tool_results": {"type": "only", "tools": [{"type": "tool_reference", "name": "crawl"}]}}
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Inferred from the page on the web fetch tool.
    PL487 "unknown-url-source",
    summary: "`url_sources` names a tool that is not declared",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-fetch-tool",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let typed = payload.tools().iter().filter(|tool| tool.kind == ToolKind::Typed);
    let mut sources = typed.filter_map(|tool| tool.get("url_sources")).peekable();
    if sources.peek().is_none() {
        return;
    }
    let knowledge = payload.context.knowledge;
    let declared: HashSet<_> = payload.tools().iter().filter_map(|tool| tool.called(knowledge)).collect();
    // The names of the tools in a toolset are not in the request.
    if payload.tools().iter().any(|tool| tool.called(knowledge).is_none()) || payload.has_unlisted_tools() {
        return;
    }
    let sources = sources.flat_map(|sources| sources.members());
    let references = sources.filter_map(|(_, source)| source.get("tools")).flat_map(|tools| tools.items());
    let mut searches = Searches::new();
    for place in references.filter_map(|reference| reference.get("name")) {
        let Some(name) = place.as_str().filter(|name| !declared.contains(name)) else { continue };
        let help = match searches.nearest(&name, declared.iter().map(|name| &**name)) {
            Some(near) => shown!("did you mean {}?", quoted(near)),
            None => "use the name of a tool in `tools`".into(),
        };
        let diagnostic = RULE
            .at(place, shown!("`url_sources` names {}, which is not in `tools`", quoted(&name)))
            .label("no tool with this name")
            .help(help)
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
