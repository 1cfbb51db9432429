use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::{Payload, repetitions};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds entries of `mcp_servers` that have the same `name`.
    ///
    /// ## Why the API refuses it
    ///
    /// A toolset refers to its server by this name.
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
    ///     {"type": "url", "name": "docs", "url": "https://other.example.com/"}
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
    /// The page on the MCP connector. The text of the response was not seen.
    PL470 "duplicate-mcp-server",
    summary: "two MCP servers have the same name",
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
    if payload.fields.mcp_servers.is_none_or(|servers| servers.len() < 2) {
        return;
    }
    for (name, first, place) in repetitions(payload.mcp_server_names()) {
        let diagnostic = RULE
            .at(place, shown!("duplicate MCP server name {}", quoted(&name)))
            .label("same name as an earlier server")
            .help("give each server a different name")
            .related(first, "first server with this name")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
