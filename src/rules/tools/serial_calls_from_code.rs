use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::choice::Choice;

rule! {
    /// ## What it does
    ///
    /// Finds `disable_parallel_tool_use: true` in a request with tools that code may call.
    ///
    /// ## Why the API refuses it
    ///
    /// Code calls tools as often and as much at once as it likes; that cannot be switched off.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tool_choice": {"type": "auto", "disable_parallel_tool_use": true},
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
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tool_choice": {"type": "auto"},
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
    /// ## Evidence
    ///
    /// The page on programmatic tool calling. The wording of the answer was not seen.
    PL434 "serial-calls-from-code",
    summary: "`disable_parallel_tool_use` with tools called from code",
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
    let Some(choice) = Choice::of(payload) else { return };
    let Some((key, value)) = choice.node.member("disable_parallel_tool_use") else { return };
    if value.as_bool() != Some(true) {
        return;
    }
    let caller = payload.tools().iter().find_map(|tool| Some((tool, tool.code_callers().next()?)));
    if let Some((tool, caller)) = caller {
        let diagnostic = RULE
            .at(key, "`disable_parallel_tool_use` does not go with tools that are called from code")
            .label("not with these tools")
            .help("leave it out, or let the tools be called directly only")
            .related(caller, format!("code may call {}", tool.described()))
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
