use std::collections::HashSet;

use crate::finding::quoted;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::mcp;

rule! {
    /// ## What it does
    ///
    /// Finds entries of `mcp_servers` that no `mcp_toolset` in `tools` refers to.
    ///
    /// ## Why the API refuses it
    ///
    /// Since the beta `mcp-client-2025-11-20` a server only says where it is; a toolset says which of its tools the model gets. The
    /// beta `mcp-client-2025-04-04` had no toolsets: with it, nothing is said.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "mcp_servers": [
    ///     {"type": "url", "name": "docs", "url": "https://mcp.example.com/docs"},
    ///     {"type": "url", "name": "wiki", "url": "https://mcp.example.com/wiki"}
    ///   ],
    ///   "tools": [{"type": "mcp_toolset", "mcp_server_name": "docs"}]
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
    ///   "mcp_servers": [
    ///     {"type": "url", "name": "docs", "url": "https://mcp.example.com/docs"},
    ///     {"type": "url", "name": "wiki", "url": "https://mcp.example.com/wiki"}
    ///   ],
    ///   "tools": [{"type": "mcp_toolset", "mcp_server_name": "docs"}, {"type": "mcp_toolset", "mcp_server_name": "wiki"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the MCP connector: each server is referred to by exactly one toolset. The wording of the answer was not seen.
    PL471 "unused-mcp-server",
    summary: "no toolset refers to an MCP server",
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
    if payload.fields.mcp_servers.is_none_or(|servers| servers.is_empty()) {
        return;
    }
    if !mcp::needs_toolsets(payload) || payload.has_untold_tools() {
        return;
    }
    // A toolset of a mistyped type has been told, and is meant for its server all the same.
    let used: HashSet<_> = payload.tools().iter().filter_map(|tool| tool.str("mcp_server_name")).collect();
    let declared: HashSet<_> = mcp::servers(payload).map(|(name, _)| name).collect();
    // A toolset for a server that does not exist is told, and is likely meant for one of these.
    let astray = used.difference(&declared).count();
    let unused: Vec<_> = mcp::servers(payload).filter(|(name, _)| !used.contains(name)).collect();
    if astray >= unused.len() {
        return;
    }
    for (name, place) in unused {
        let diagnostic = RULE
            .at(place, format!("no toolset refers to the MCP server {}", quoted(&name)))
            .label("offers nothing without a toolset")
            .help(format!("add to `tools`: `{{\"type\": \"mcp_toolset\", \"mcp_server_name\": \"{name}\"}}`, or leave the server out"))
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
