use crate::finding::quoted;
use crate::json::Node;
use crate::mask::shown;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds tools that have the same name. This includes tools defined by Anthropic: `bash_20250124` is always named
    /// `bash`.
    ///
    /// ## Why the API refuses it
    ///
    /// The model and `tool_choice` refer to a tool by its name, so the name must be unique. Usually the same MCP server
    /// was loaded twice, or a custom tool has the name of an Anthropic tool.
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
    /// Live responses (E073).
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
        let [(name, first), duplicates @ ..] = same else { continue };
        for (_, duplicate) in duplicates {
            sink.push(diagnostic(name, first, duplicate));
        }
    }
}

fn diagnostic(name: &str, first: &Tool<'_>, duplicate: &Tool<'_>) -> Diagnostic {
    let help = match (first.tag(), duplicate.tag()) {
        (Some(_), Some(_)) => "remove one of the two: they are versions of the same tool".into(),
        (None, None) => "rename or remove one of the two".into(),
        (Some(tag), None) | (None, Some(tag)) => {
            shown!(
                "rename your own tool, or remove one of the two: a tool of type {} always has this name",
                quoted(&tag)
            )
        }
    };
    RULE.at(name_of(duplicate), shown!("duplicate tool name {}", quoted(name)))
        .label("same name as an earlier tool")
        .help(help)
        .related(name_of(first), "first tool with this name")
        .response("E073", [])
}

/// The part of a tool that determines its name.
fn name_of<'a>(tool: &Tool<'a>) -> Node<'a> {
    tool.name.or(tool.tag_node).unwrap_or(tool.node)
}
