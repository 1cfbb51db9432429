use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::{Payload, repetitions};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `mcp_toolset` entries that have the same `mcp_server_name`.
    ///
    /// ## Why the API refuses it
    ///
    /// Every tool of the server would be declared twice.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "mcp_servers": [{"type": "url", "name": "docs", "url": "https://mcp.example.com/docs"}],
    ///   "tools": [
    ///     {"type": "mcp_toolset", "mcp_server_name": "docs"},
    ///     {"type": "mcp_toolset", "mcp_server_name": "docs", "configs": {"search": {"enabled": false}}}
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
    ///   "mcp_servers": [{"type": "url", "name": "docs", "url": "https://mcp.example.com/docs"}],
    ///   "tools": [{"type": "mcp_toolset", "mcp_server_name": "docs", "configs": {"search": {"enabled": false}}}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the MCP connector: one toolset for each server. The text of the response was not seen.
    PL473 "repeated-mcp-toolset",
    summary: "two toolsets refer to the same MCP server",
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
    for (name, first, place) in repetitions(payload.mcp_toolset_names()) {
        let diagnostic = RULE
            .at(place, shown!("duplicate toolset for MCP server {}", quoted(&name)))
            .label("same server as an earlier toolset")
            .help("merge the settings of both into one `mcp_toolset`")
            .related(first, "first toolset for this server")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
