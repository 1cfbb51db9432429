use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_choice` of type `tool` that names a computer or browser toolset, or one of the tools in it.
    ///
    /// ## Why the API refuses it
    ///
    /// `tool_choice` can only force a single tool that is declared by itself. A toolset declares many tools, and the
    /// model decides which of them it calls.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tool_choice": {"type": "tool", "name": "screenshot"},
    ///   "tools": [{"type": "computer_toolset_20260801"}]
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
    ///   "tool_choice": {"type": "any"},
    ///   "tools": [{"type": "computer_toolset_20260801"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The tool reference: `tool_choice` cannot name a toolset or a member of one. The text of the response was not
    /// seen.
    PL432 "chosen-toolset",
    summary: "`tool_choice` names a toolset or one of its members",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(chosen) = payload.tool_choice().and_then(|choice| choice.name) else { return };
    let Some(name) = chosen.as_str() else { return };
    let knowledge = payload.context.knowledge;
    if payload.tools().iter().any(|tool| tool.called(knowledge).is_some_and(|called| called == name)) {
        return;
    }
    if let Some(toolset) = payload.toolsets().find(|toolset| toolset.goes_by(&name)) {
        let diagnostic = RULE
            .at(chosen, shown!("`tool_choice` names {}, which belongs to a toolset", quoted(&name)))
            .label("not a single tool")
            .help("use `{\"type\": \"any\"}` to force a call of any tool, or `{\"type\": \"auto\"}`")
            .related(toolset.declaration(), "the toolset")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
