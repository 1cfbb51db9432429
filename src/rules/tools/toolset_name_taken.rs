use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::ToolKind;
use crate::mask::shown;
use crate::payload::{Payload, Toolset};
use crate::rules::{Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds, next to a computer or browser toolset, a second entry of the same toolset, or a tool named `computer` or
    /// `browser`: a custom tool or a dated `computer_…` tool.
    ///
    /// ## Why the API refuses it
    ///
    /// The name of the family is reserved for the toolset.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "computer_toolset_20260801"},
    ///     {"name": "computer", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}
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
    ///     {"type": "computer_toolset_20260801"},
    ///     {"type": "browser_toolset_20260801"},
    ///     {"name": "my_computer", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The tool reference. The text of the response was not seen.
    PL450 "toolset-name-taken",
    summary: "another tool has the name of a toolset",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let knowledge = payload.context.knowledge;
    let mut seen: Vec<Toolset<'_, '_>> = Vec::new();
    for toolset in payload.toolsets() {
        match seen.iter().find(|known| known.facts.family == toolset.facts.family) {
            Some(first) => {
                sink.push(diagnostic(&toolset.facts.family, toolset.declaration(), first, "same toolset again"));
            }
            None => seen.push(toolset),
        }
    }
    for toolset in seen {
        let family = &*toolset.facts.family;
        let is_toolset = |facts: &crate::knowledge::Tool| facts.kind == ToolKind::Toolset;
        let others = payload.tools().iter().filter(|tool| !tool.facts(knowledge).is_some_and(is_toolset));
        for tool in others.filter(|tool| tool.called(knowledge).is_some_and(|called| called == family)) {
            sink.push(diagnostic(family, tool.name.unwrap_or(tool.node), &toolset, "same name as the toolset"));
        }
    }
}

fn diagnostic(family: &str, place: Node<'_>, toolset: &Toolset<'_, '_>, label: &'static str) -> Diagnostic {
    RULE.at(place, shown!("the name {} is reserved for the declared toolset", quoted(family)))
        .label(label)
        .help("remove one of the two, or rename your own tool")
        .related(toolset.declaration(), "the toolset")
        .response_status(400, "invalid_request_error")
}
