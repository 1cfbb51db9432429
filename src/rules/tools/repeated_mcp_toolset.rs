use crate::finding::quoted;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::mcp;

rule! {
    /// ## What it does
    ///
    /// Finds `mcp_toolset` entries that have the same `mcp_server_name`.
    ///
    /// ## Why the API refuses it
    ///
    /// The tools of the server would be there twice.
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
    /// The page on the MCP connector: one toolset for each server. The wording of the answer was not seen.
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
    for (name, first, place) in mcp::repeated(mcp::toolsets(payload)) {
        let diagnostic = RULE
            .at(place, format!("two toolsets refer to the MCP server {}", quoted(&name)))
            .label("the same server again")
            .help("put the settings of both into one `mcp_toolset`")
            .related(first, "the first toolset")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
