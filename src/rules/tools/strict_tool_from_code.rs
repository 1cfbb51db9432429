use crate::mask::shown;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `strict: true` on a tool that code can call.
    ///
    /// ## Why the API refuses it
    ///
    /// `strict` constrains the input that the model generates for a tool. Code that calls a tool is not constrained.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "code_execution_20260521", "name": "code_execution"},
    ///     {
    ///       "name": "query",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"q": {"type": "string"}},
    ///         "required": ["q"],
    ///         "additionalProperties": false
    ///       },
    ///       "strict": true,
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
    ///   "tools": [
    ///     {"type": "code_execution_20260521", "name": "code_execution"},
    ///     {
    ///       "name": "query",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"q": {"type": "string"}},
    ///         "required": ["q"],
    ///         "additionalProperties": false
    ///       },
    ///       "allowed_callers": ["code_execution_20260120"]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on programmatic tool calling. The text of the response was not seen.
    PL463 "strict-tool-from-code",
    summary: "a strict tool that code can call",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(strict) = tool.strict else { return };
    if let Some(caller) = tool.code_callers().next() {
        let diagnostic = RULE
            .at(strict, shown!("{} is strict, but code can call it", tool.described()))
            .label("not supported for a tool called from code")
            .help("remove `strict`, or allow only direct calls")
            .related(caller, "code can call it")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
