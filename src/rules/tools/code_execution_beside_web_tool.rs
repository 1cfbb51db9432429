use crate::payload::{Payload, Tool, ToolKind};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a code execution tool older than `code_execution_20260120`, or a tool of one's own called `code_execution`, beside a web
    /// tool of `20260209` or later.
    ///
    /// ## Why the API refuses it
    ///
    /// These web tools filter their results in code, so the API adds a code execution tool of its own. It is content with a newer
    /// one that is declared; an older one has the same name and stands in its way.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "web_search_20260209", "name": "web_search"},
    ///     {"type": "code_execution_20250825", "name": "code_execution"}
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
    ///   "tools": [
    ///     {"type": "web_search_20260209", "name": "web_search"},
    ///     {"type": "code_execution_20260521", "name": "code_execution"}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The tool reference; answers quoted in public code, 2026: `Auto-injecting tools would conflict with existing tool names:
    /// ['code_execution']. Each tool name must be unique.`
    PL462 "code-execution-beside-web-tool",
    summary: "an old code execution tool beside a web tool that brings its own",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

/// Code execution tools from this date on are the ones that web tools bring themselves.
const SHARED_SINCE: &str = "code_execution_20260120";

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let (knowledge, target) = (payload.context.knowledge, payload.context.target);
    let brings_code = |tool: &&Tool<'_>| {
        let from_code = tool.kind == ToolKind::Typed
            && tool.facts(knowledge).is_some_and(|facts| facts.called_from_code && facts.missing_on(target).is_none());
        from_code && (tool.allowed_callers.is_none() || tool.code_callers().next().is_some())
    };
    let Some(web) = payload.tools().iter().find(brings_code) else { return };
    for tool in payload.tools() {
        if tool.called(knowledge).is_none_or(|name| name != "code_execution") {
            continue;
        }
        // Names of one family with their dates sort by age.
        if tool.tag().is_some_and(|tag| *tag >= *SHARED_SINCE) {
            continue;
        }
        let diagnostic = RULE
            .at(
                tool.tag_node.or(tool.name).unwrap_or(tool.node),
                format!("{} brings a code execution tool of its own, and this one is in its way", web.described()),
            )
            .label("the name `code_execution` is taken")
            .help(match tool.kind {
                ToolKind::Typed => "declare `code_execution_20260521`, or leave the entry out: the web tool brings one",
                ToolKind::Custom => "rename your tool",
            })
            .related(web.tag_node.unwrap_or(web.node), "this web tool runs code")
            .response_text(
                "Auto-injecting tools would conflict with existing tool names: ['code_execution']. Each tool name must be unique.",
            )
            .response_path(ResponsePath::Given(String::new()));
        sink.push(diagnostic.uncertain_if(tool.kind == ToolKind::Custom));
    }
}
