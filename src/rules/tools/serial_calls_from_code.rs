use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `disable_parallel_tool_use: true` in a request with tools that code can call.
    ///
    /// ## Why the API refuses it
    ///
    /// Code can make any number of tool calls at the same time, which cannot be disabled.
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
    /// The page on programmatic tool calling. The text of the response was not seen.
    PL434 "serial-calls-from-code",
    summary: "`disable_parallel_tool_use` together with tools called from code",
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
    let Some(choice) = payload.tool_choice() else { return };
    let Some((key, value)) = choice.node.member("disable_parallel_tool_use") else { return };
    if value.as_bool() != Some(true) {
        return;
    }
    if let Some((tool, caller)) = payload.code_caller() {
        let diagnostic = RULE
            .at(key, "`disable_parallel_tool_use` cannot be combined with tools called from code")
            .label("not supported with these tools")
            .help("remove it, or allow only direct calls of the tools")
            .related(caller, shown!("code can call {}", tool.described()))
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
