use crate::finding::quoted;
use crate::knowledge::{self, Confidence, ToolState};
use crate::payload::{Context, Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds Anthropic-defined tools that are not available on the platform that receives the request. The platform
    /// must be known, from the URL or from a setting.
    ///
    /// ## Why the API refuses it
    ///
    /// Server tools run in Anthropic's own data centers: web search, web fetch, code execution, the advisor and MCP
    /// servers are not available on Amazon Bedrock, and some of them are not available on Google Cloud and Microsoft
    /// Foundry.
    ///
    /// ## Example
    ///
    /// ```json,fail,target=bedrock
    /// {
    ///   "model": "anthropic.claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "code_execution_20260521", "name": "code_execution"}]
    /// }
    /// ```
    ///
    /// ```json,fail,target=foundry
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "web_search_20260318", "name": "web_search"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,target=foundry
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "web_search_20250305", "name": "web_search"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The pages of the platforms, as of November 2026. Where the pages contradict each other, it is a warning.
    PL421 "tool-not-on-platform",
    summary: "a tool that is not available on the platform",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/build-with-claude/claude-in-amazon-bedrock",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    let Some(tag) = tool.tag_node else { return };
    let Some(facts) = tool.facts(context.knowledge) else { return };
    let Some(gap) = facts.missing_on(context.target) else { return };
    let note = gap.note.as_deref().map(|note| format!(" ({note})")).unwrap_or_default();
    let mut diagnostic = RULE
        .at(tag, format!("{} does not support tool type {}{note}", context.platform.name, quoted(&facts.r#type)))
        .label("not available on this platform")
        .help(help(context, facts))
        .uncertain_if(gap.confidence < Confidence::Documented)
        .response_status(400, "invalid_request_error");
    // An MCP toolset has no use without its servers.
    if let Some(servers) = payload.fields.mcp_servers.filter(|_| *facts.family == *"mcp") {
        diagnostic = diagnostic.yields_to("unavailable-on-platform", servers);
    }
    sink.push(diagnostic);
}

fn help(context: &Context<'_>, facts: &knowledge::Tool) -> String {
    let versions = context.knowledge.tools().family(&facts.family);
    let available: Vec<_> = versions
        .filter(|version| version.missing_on(context.target).is_none() && version.state != ToolState::Retired)
        .map(|version| quoted(&version.r#type))
        .collect();
    match &available[..] {
        [] => "remove the tool on this platform, or run such a tool yourself".to_owned(),
        available => format!("use {}", available.join(" or ")),
    }
}
