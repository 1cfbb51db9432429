use std::collections::HashSet;

use crate::finding::quoted;
use crate::mask::shown;
use crate::nearest::Searches;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an `mcp_toolset` whose `mcp_server_name` is not the name of an entry in `mcp_servers`.
    ///
    /// ## Why the API refuses it
    ///
    /// Without the entry, the API does not know the URL of the server.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "mcp_servers": [{"type": "url", "name": "docs", "url": "https://mcp.example.com/docs"}],
    ///   "tools": [{"type": "mcp_toolset", "mcp_server_name": "docs"}, {"type": "mcp_toolset", "mcp_server_name": "doc"}]
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
    ///   "mcp_servers": [{"type": "url", "name": "docs", "url": "https://mcp.example.com/docs"}],
    ///   "tools": [{"type": "mcp_toolset", "mcp_server_name": "docs"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the MCP connector. The text of the response was not seen.
    PL472 "unknown-mcp-server",
    summary: "a toolset refers to an MCP server that is not declared",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/mcp-connector",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    if payload.mcp_toolset_names().next().is_none() || !payload.knows_mcp_servers() {
        return;
    }
    let declared: HashSet<_> = payload.mcp_server_names().map(|(name, _)| name).collect();
    let mut searches = Searches::new();
    for (name, place) in payload.mcp_toolset_names().filter(|(name, _)| !declared.contains(name)) {
        let near = searches.nearest(&name, declared.iter().map(|name| &**name));
        let help = match near {
            Some(near) => shown!("did you mean {}?", quoted(near)),
            None => "add the server to `mcp_servers`, with its `name` and `url`".into(),
        };
        let diagnostic = RULE
            .at(place, shown!("unknown MCP server {}", quoted(&name)))
            .label("not in `mcp_servers`")
            .help(help)
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
