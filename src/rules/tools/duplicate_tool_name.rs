use crate::finding::quoted;
use crate::json::Node;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds tools that have the same name. Tools that Anthropic defines count too: `bash_20250124` is always called `bash`.
    ///
    /// ## Why the API refuses it
    ///
    /// The model calls a tool by its name, and so does `tool_choice`: it must be clear which one is meant. Usually the same MCP
    /// server was loaded twice, or a tool of one's own has the name of an Anthropic tool.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"name": "search", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
    ///     {"name": "lookup", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
    ///     {"name": "search", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}
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
    ///     {"name": "search", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
    ///     {"name": "lookup", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
    ///     {"name": "search_again", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers (row E073 of the catalogue): `tools: Tool names must be unique.`
    PL401 "duplicate-tool-name",
    summary: "two tools have the same name",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: ["E073"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let tools = payload.tools();
    if tools.len() < 2 {
        return;
    }
    let knowledge = payload.context.knowledge;
    let mut named: Vec<_> = tools.iter().filter_map(|tool| Some((tool.called(knowledge)?, tool))).collect();
    named.sort_by(|left, right| left.0.cmp(&right.0));
    for same in named.chunk_by(|left, right| left.0 == right.0) {
        let [(name, first), again @ ..] = same else { continue };
        for (_, tool) in again {
            sink.push(diagnostic(name, first, tool));
        }
    }
}

fn diagnostic(name: &str, first: &Tool<'_>, again: &Tool<'_>) -> Diagnostic {
    let help = match (first.tag(), again.tag()) {
        (Some(_), Some(_)) => "leave one of the two out: they are versions of the same tool".to_owned(),
        (None, None) => "rename one of the two, or leave it out".to_owned(),
        (Some(tag), None) | (None, Some(tag)) => {
            format!("rename your own tool, or leave one out: a tool of type {} is always called so", quoted(&tag))
        }
    };
    RULE.at(named(again), format!("two tools are called {}", quoted(name)))
        .label("the same name again")
        .help(help)
        .related(named(first), "the first tool of this name")
        .response("E073", [])
}

/// Where a tool has its name.
fn named<'a>(tool: &Tool<'a>) -> Node<'a> {
    tool.name.or(tool.tag_node).unwrap_or(tool.node)
}
