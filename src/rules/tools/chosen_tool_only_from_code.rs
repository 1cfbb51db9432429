use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_choice` of type `tool` whose tool has `allowed_callers` without `direct`.
    ///
    /// ## Why the API refuses it
    ///
    /// `tool_choice` makes the model call the tool directly. This tool can only be called by code that the model
    /// writes.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tool_choice": {"type": "tool", "name": "query"},
    ///   "tools": [
    ///     {"type": "code_execution_20260521", "name": "code_execution"},
    ///     {
    ///       "name": "query",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    ///       "allowed_callers": ["code_execution_20260120"]
    ///     }
    ///   ]
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
    ///   "tool_choice": {"type": "tool", "name": "query"},
    ///   "tools": [
    ///     {"type": "code_execution_20260521", "name": "code_execution"},
    ///     {
    ///       "name": "query",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    ///       "allowed_callers": ["direct", "code_execution_20260120"]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on programmatic tool calling. The text of the response was not seen.
    PL433 "chosen-tool-only-from-code",
    summary: "`tool_choice` names a tool that only code can call",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(chosen) = payload.tool_choice().and_then(|choice| choice.name) else { return };
    let Some(name) = chosen.as_str() else { return };
    let knowledge = payload.context.knowledge;
    let tool = payload.tools().iter().find(|tool| tool.called(knowledge).is_some_and(|called| called == name));
    let Some((tool, callers)) = tool.and_then(|tool| Some((tool, tool.allowed_callers?))) else { return };
    // An unknown caller may be a misspelled `direct`.
    if callers.is_empty() || callers.len() > tool.code_callers().count() {
        return;
    }
    let diagnostic = RULE
        .at(chosen, shown!("`tool_choice` forces {}, which only code can call", tool.described()))
        .label("cannot be called directly")
        .help("add `direct` to its `allowed_callers`, or do not force it")
        .related(callers, "`direct` is missing here")
        .response_status(400, "invalid_request_error");
    sink.push(diagnostic);
}
