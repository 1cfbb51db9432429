use std::collections::{HashMap, HashSet};

use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds entries of `mcp_servers` that no `mcp_toolset` in `tools` refers to.
    ///
    /// ## Why the API refuses it
    ///
    /// Since the beta `mcp-client-2025-11-20`, `mcp_servers` only declares where a server is, and a toolset declares
    /// which of its tools the model gets. The beta `mcp-client-2025-04-04` had no toolsets: with it, nothing is
    /// reported.
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
    /// The page on the MCP connector: exactly one toolset refers to each server. The text of the response was not seen.
    PL471 "unused-mcp-server",
    summary: "no toolset refers to an MCP server",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/mcp-connector",
    since: "0.1.0",
    responses: ["K07"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    if payload.fields.mcp_servers.is_none_or(|servers| servers.is_empty()) {
        return;
    }
    if !payload.needs_mcp_toolsets() || payload.has_unlisted_tools() {
        return;
    }
    // An entry that names a server refers to it, whatever its type.
    let used: HashMap<_, _> =
        payload.tools().iter().filter_map(|tool| Some((tool.str("mcp_server_name")?, tool))).collect();
    let declared: HashSet<_> = payload.mcp_server_names().map(|(name, _)| name).collect();
    let strays: Vec<_> = used.iter().filter(|(name, _)| !declared.contains(*name)).map(|(_, tool)| *tool).collect();
    let unused: Vec<_> = payload.mcp_server_names().filter(|(name, _)| !used.contains_key(name)).collect();
    // A toolset for an unknown server is probably meant for one of the unused ones.
    let are_explained = strays.len() >= unused.len();
    for (name, place) in unused {
        let mut diagnostic = RULE
            .at(place, shown!("no toolset refers to MCP server {}", quoted(&name)))
            .label("not used without a toolset")
            .help(shown!(
                "add `{{\"type\": \"mcp_toolset\", \"mcp_server_name\": \"{}\"}}` to `tools`, or remove the server",
                quoted(&name).unquoted()
            ))
            .response("K07", [("name", name.to_string())]);
        for stray in strays.iter().filter(|_| are_explained) {
            diagnostic = diagnostic.yields_to_inside("unknown-mcp-server", stray.node);
            diagnostic = diagnostic.yields_to_inside("unknown-tool-type", stray.node);
        }
        sink.push(diagnostic);
    }
}
