use crate::knowledge::Endpoint;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `mcp_servers` in a request that counts tokens.
    ///
    /// ## Why the API refuses it
    ///
    /// The API does not connect to MCP servers when it counts tokens, so that the tools of a server are not known. Other
    /// server tools are accepted.
    ///
    /// ## Example
    ///
    /// ```json,fail,url=https://api.anthropic.com/v1/messages/count_tokens
    /// {
    ///   "model": "claude-opus-5-5", "mcp_servers": [{"type": "url", "name": "docs", "url": "https://mcp.example.com/sse"}],
    ///   "tools": [{"type": "mcp_toolset", "mcp_server_name": "docs"}],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,url=https://api.anthropic.com/v1/messages/count_tokens
    /// {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// A live response of 2026-10-27 quoted in pydantic-ai 2.68.0 (J05). Whether an empty list is rejected has not been
    /// tried.
    PL495 "mcp-servers-in-count-tokens",
    summary: "`mcp_servers` in a request that counts tokens",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-27",
    source: "https://pypi.org/project/pydantic-ai-slim/2.68.0/",
    since: "0.1.0",
    responses: ["J05"],
    stage: Late,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(servers) = payload.fields.mcp_servers.filter(|servers| servers.is_array() && !servers.is_empty()) else {
        return;
    };
    if payload.context.endpoint != Endpoint::CountTokens {
        return;
    }
    sink.push(
        RULE.at(servers, "`mcp_servers` is not supported when tokens are counted")
            .label("not supported by this endpoint")
            .help("remove `mcp_servers` and its toolsets; the count is then without the tools of these servers")
            .response("J05", [])
            .yields_to("unavailable-on-platform", servers),
    );
}
