use crate::finding::quoted;
use crate::mask::shown;
use crate::nearest::nearest;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_choice` of type `tool` whose name is not the name of a tool in the request.
    ///
    /// ## Why the API refuses it
    ///
    /// The model can only be forced to call a tool that is declared.
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
    /// Live response, 2026-09-04 (E084). Not reported: a name in a request with MCP toolsets, which may be the name of
    /// a tool on an MCP server.
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
    let Some(choice) = payload.tool_choice() else { return };
    let Some(chosen) = choice.name else { return };
    let Some(name) = chosen.as_str() else { return };
    let (tools, knowledge) = (payload.tools(), payload.context.knowledge);
    let is_declared = |called: Option<&str>| called.is_some_and(|called| called == name);
    // The names of the tools of an MCP server are not in the request.
    let is_known = tools.iter().all(|tool| tool.get("mcp_server_name").is_none()) && !payload.has_unlisted_tools();
    if !is_known || tools.iter().any(|tool| is_declared(tool.called(knowledge).as_deref())) {
        return;
    }
    let names: Vec<_> = tools.iter().filter_map(|tool| tool.called(knowledge)).collect();
    let help = match nearest(&name, names.iter().map(|name| &**name)) {
        Some(near) => shown!("did you mean {}?", quoted(near)),
        None => "use the name of a tool in `tools`".into(),
    };
    let diagnostic = RULE
        .at(chosen, shown!("`tool_choice` names {}, which is not in `tools`", quoted(&name)))
        .label("no tool with this name")
        .help(help)
        .response("E084", [("name", name.into_owned())])
        .yields_to("chosen-toolset", chosen)
        .yields_to("tool-choice-without-tools", choice.node);
    sink.push(diagnostic);
}
