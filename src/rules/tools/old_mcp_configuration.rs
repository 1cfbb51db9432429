use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `tool_configuration` in an entry of `mcp_servers`.
    ///
    /// ## Why the API refuses it
    ///
    /// The field belongs to the beta `mcp-client-2025-04-04`, which is deprecated. It still works with that header;
    /// with a newer one the field is unknown.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "mcp_servers": [
    ///     {
    ///       "type": "url",
    ///       "name": "docs",
    ///       "url": "https://mcp.example.com/docs",
    ///       "tool_configuration": {"allowed_tools": ["search"]}
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
    ///   "mcp_servers": [{"type": "url", "name": "docs", "url": "https://mcp.example.com/docs"}],
    ///   "tools": [
    ///     {
    ///       "type": "mcp_toolset",
    ///       "mcp_server_name": "docs",
    ///       "default_config": {"enabled": false},
    ///       "configs": {"search": {"enabled": true}}
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the MCP connector, in its section on migrating from the older beta.
    PL474 "old-mcp-configuration",
    summary: "`tool_configuration` belongs to a deprecated beta",
    severity: Warning,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/mcp-connector",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for server in payload.fields.mcp_servers.into_iter().flat_map(|servers| servers.items()) {
        let Some((key, _)) = server.member("tool_configuration") else { continue };
        let name = server.str("name").unwrap_or_default();
        let diagnostic = RULE
            .at(key, shown!("MCP server {}: `tool_configuration` is deprecated", quoted(&name)))
            .label("belongs to the beta `mcp-client-2025-04-04`")
            .help("send the beta `mcp-client-2025-11-20`, and select the tools in an `mcp_toolset`")
            .yields_to("beta-field-without-header", key);
        sink.push(diagnostic);
    }
}
