use crate::finding::quoted;
use crate::join::join_with;
use crate::json::Node;
use crate::knowledge::{self, Confidence, ToolState};
use crate::mask::{Shown, shown};
use crate::payload::{Context, Payload, Tool};
use crate::rules::{Check, Diagnostic, Sink, platform, rule};

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
    let Some(mut diagnostic) = on_platform(tag, facts, context) else { return };
    // An MCP toolset has no use without its servers.
    if let Some(servers) = payload.fields.mcp_servers.filter(|_| *facts.family == *"mcp") {
        diagnostic = diagnostic.yields_to("unavailable-on-platform", servers);
    }
    sink.push(diagnostic);
}

/// What the table of platforms says about the tool, or else the row of the tool.
fn on_platform(tag: Node<'_>, facts: &knowledge::Tool, context: &Context<'_>) -> Option<Diagnostic> {
    let (name, platform_name) = (quoted(&facts.r#type), &context.platform.name);
    let diagnostic = if let Some(fact) = context.platform_tool(&facts.r#type) {
        let severity = platform::severity(fact, &RULE)?;
        let (verb, of_model, note) = (platform::verb(fact), platform::for_model(fact, context), platform::note(fact));
        RULE.at(
            tag,
            shown!(
                "{platform_name} {verb} tool type {name}{of_model}{note}",
                platform_name,
                verb,
                name,
                of_model,
                note
            ),
        )
        .severity(severity)
        .evidence(platform::evidence(fact))
    } else {
        let gap = facts.missing_on(context.target)?;
        let note = gap.note.as_ref().map(|note| shown!(" ({note})", note)).unwrap_or_default();
        RULE.at(tag, shown!("{platform_name} does not support tool type {name}{note}", platform_name, name, note))
            .uncertain_if(gap.confidence < Confidence::Documented)
    };
    let diagnostic = diagnostic.label("not available on this platform").help(help(context, facts));
    Some(diagnostic.response_status(400, "invalid_request_error"))
}

fn help(context: &Context<'_>, facts: &knowledge::Tool) -> Shown {
    let versions = context.knowledge.tools().family(&facts.family);
    let is_available = |version: &&knowledge::Tool| {
        let is_missing = match context.platform_tool(&version.r#type) {
            Some(fact) => platform::severity(fact, &RULE).is_some(),
            None => version.missing_on(context.target).is_some(),
        };
        !is_missing && version.state != ToolState::Retired
    };
    let available: Vec<_> = versions.filter(is_available).map(|version| quoted(&version.r#type)).collect();
    match &available[..] {
        [] => "remove the tool on this platform, or run such a tool yourself".into(),
        available => shown!("use {}", join_with(" or ", available)),
    }
}
