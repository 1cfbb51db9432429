use crate::finding::quoted;
use crate::knowledge::ToolKind;
use crate::nearest::nearest;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};

use super::choice::Choice;
use super::toolset::stands_for;

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_choice` of type `tool` whose name no tool of the request has.
    ///
    /// ## Why the API refuses it
    ///
    /// The model cannot be made to call what it does not know.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tool_choice": {"type": "tool", "name": "get_wether"},
    ///   "tools": [{"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tool_choice": {"type": "tool", "name": "get_weather"},
    ///   "tools": [{"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer, 2026-09-04 (row E084 of the catalogue). A name that an MCP server may offer is not judged.
    PL431 "unknown-chosen-tool",
    summary: "`tool_choice` names a tool that is not declared",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-04",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: ["E084"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(chosen) = Choice::of(payload).and_then(|choice| choice.name) else { return };
    let Some(name) = chosen.as_str() else { return };
    let (tools, knowledge) = (payload.tools(), payload.context.knowledge);
    let may_be_elsewhere = |tool: &Tool<'_>| {
        // A toolset stands for many names: those of Anthropic's have a rule of their own, an MCP server's are unknown.
        tool.get("mcp_server_name").is_some()
            || tool.facts(knowledge).is_some_and(|facts| facts.kind == ToolKind::Toolset && stands_for(facts, &name))
    };
    let is_declared = |tool: &Tool<'_>| tool.called(knowledge).is_some_and(|called| called == name);
    if tools.is_empty()
        || tools.iter().any(|tool| is_declared(tool) || may_be_elsewhere(tool))
        || payload.has_untold_tools()
    {
        return;
    }
    let names: Vec<_> = tools.iter().filter_map(|tool| tool.called(knowledge)).collect();
    let help = match nearest(&name, names.iter().map(|name| &**name)) {
        Some(near) => format!("did you mean {}?", quoted(near)),
        None => "name one of the tools that the request declares".to_owned(),
    };
    let diagnostic = RULE
        .at(chosen, format!("`tool_choice` names {}, which is not among the tools", quoted(&name)))
        .label("no tool of this name")
        .help(help)
        .response("E084", [("name", name.into_owned())]);
    sink.push(diagnostic);
}
