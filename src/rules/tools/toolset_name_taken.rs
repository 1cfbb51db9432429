use crate::finding::quoted;
use crate::json::Node;
use crate::payload::Payload;
use crate::rules::{Check, Diagnostic, Sink, rule};

use super::toolset::{Toolset, toolsets};

rule! {
    /// ## What it does
    ///
    /// Finds, beside a computer or browser toolset, a second entry of the same toolset, or a tool called `computer` or `browser`:
    /// one's own, or a dated `computer_…` tool.
    ///
    /// ## Why the API refuses it
    ///
    /// A toolset keeps the bare name of its family for itself.
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
    /// The tool reference. The wording of the answer was not seen.
    PL450 "toolset-name-taken",
    summary: "another tool beside a toolset has its name",
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
    for toolset in toolsets(payload) {
        match seen.iter().find(|known| known.facts.family == toolset.facts.family) {
            Some(first) => {
                sink.push(diagnostic(&toolset.facts.family, toolset.place(), first, "the same toolset again"))
            }
            None => seen.push(toolset),
        }
    }
    for toolset in seen {
        let family = &*toolset.facts.family;
        let named = payload.tools().iter().filter(|tool| tool.called(knowledge).is_some_and(|called| called == family));
        for tool in named {
            sink.push(diagnostic(family, tool.name.unwrap_or(tool.node), &toolset, "the toolset has this name"));
        }
    }
}

fn diagnostic(family: &str, place: Node<'_>, toolset: &Toolset<'_, '_>, label: &str) -> Diagnostic {
    RULE.at(place, format!("the name {} belongs to the toolset that is declared as well", quoted(family)))
        .label(label)
        .help("leave one of the two out, or rename your own tool")
        .related(toolset.place(), "the toolset")
        .response_status(400, "invalid_request_error")
}
