use crate::finding::quoted;
use crate::knowledge::{self, Confidence, ToolState};
use crate::payload::{Context, Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds tools of Anthropic that the platform to which the request goes does not have. Needs a target: the url, or a setting.
    ///
    /// ## Why the API refuses it
    ///
    /// Server tools run in Anthropic's own data centres: web search, web fetch, code execution, the advisor and MCP servers are
    /// missing on Amazon Bedrock, and some of them on Google Cloud and Microsoft Foundry.
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
    /// The pages of the platforms, as of November 2026. Where the pages contradict each other it is a warning.
    PL421 "tool-not-on-platform",
    summary: "a tool that the platform does not have",
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
    let Some((facts, gap)) =
        tool.facts(context.knowledge).and_then(|facts| Some((facts, facts.missing_on(context.target)?)))
    else {
        return;
    };
    // An MCP toolset without its servers means nothing: the field `mcp_servers` is told.
    if payload.fields.mcp_servers.is_some()
        && context.platform.lacks("mcp_servers").is_some()
        && *facts.family == *"mcp"
    {
        return;
    }
    let note = gap.note.as_deref().map(|note| format!(" ({note})")).unwrap_or_default();
    let diagnostic = RULE
        .at(tag, format!("{} does not have the tool type {}{note}", context.platform.name, quoted(&facts.r#type)))
        .label("not on this platform")
        .help(help(context, facts))
        .uncertain_if(gap.confidence < Confidence::Documented)
        .response_status(400, "invalid_request_error");
    sink.push(diagnostic);
}

fn help(context: &Context<'_>, facts: &knowledge::Tool) -> String {
    let versions = context.knowledge.tools().family(&facts.family);
    let there: Vec<_> = versions
        .filter(|version| version.missing_on(context.target).is_none() && version.state != ToolState::Retired)
        .map(|version| quoted(&version.r#type))
        .collect();
    match &there[..] {
        [] => "leave the tool out on this platform, or run such a tool yourself".to_owned(),
        there => format!("use {}", there.join(" or ")),
    }
}
