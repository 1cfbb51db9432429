use crate::mask::shown;
use crate::payload::{Payload, Tool, ToolKind};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a code execution tool older than `code_execution_20260120`, or a custom tool named `code_execution`, next
    /// to a web tool of version `20260209` or later.
    ///
    /// ## Why the API refuses it
    ///
    /// These web tools filter their results in code, so the API adds a code execution tool itself. It uses a newer one
    /// that the request declares, but an older one has the same name and conflicts with the added one.
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
    /// The tool reference, and responses quoted in public code, 2026 (F70).
    PL462 "code-execution-beside-web-tool",
    summary: "an old code execution tool next to a web tool that adds its own",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference",
    since: "0.1.0",
    responses: ["F70"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

/// Since this version, a declared code execution tool is also used by the web tools.
const SHARED_SINCE: &str = "code_execution_20260120";

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let (knowledge, target) = (payload.context.knowledge, payload.context.target);
    let adds_code_execution = |tool: &&Tool<'_>| {
        let from_code = tool.kind == ToolKind::Typed
            && tool.facts(knowledge).is_some_and(|facts| facts.called_from_code && facts.missing_on(target).is_none());
        from_code && (tool.allowed_callers.is_none() || tool.code_callers().next().is_some())
    };
    let Some(web) = payload.tools().iter().find(adds_code_execution) else { return };
    for tool in payload.tools() {
        if tool.called(knowledge).is_none_or(|name| name != "code_execution") {
            continue;
        }
        // Versions of one tool sort by date.
        if tool.tag().is_some_and(|tag| *tag >= *SHARED_SINCE) {
            continue;
        }
        let message =
            shown!("{} conflicts with the code execution tool that {} adds", tool.described(), web.described());
        let diagnostic = RULE
            .at(tool.tag_node.or(tool.name).unwrap_or(tool.node), message)
            .label("the name `code_execution` is already used")
            .help(match tool.kind {
                ToolKind::Typed => "use `code_execution_20260521`, or remove the entry: the web tool adds one",
                ToolKind::Custom => "rename your tool",
            })
            .related(web.tag_node.unwrap_or(web.node), "this web tool runs code")
            .response("F70", []);
        sink.push(diagnostic.uncertain_if(tool.kind == ToolKind::Custom));
    }
}
