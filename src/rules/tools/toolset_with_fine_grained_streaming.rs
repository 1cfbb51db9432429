use crate::knowledge::Support;
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a computer or browser toolset in a request with the beta `fine-grained-tool-streaming-2025-05-14`.
    ///
    /// ## Why the API refuses it
    ///
    /// The legacy beta changes how every tool is streamed, and toolsets do not support that. `eager_input_streaming:
    /// true` on a single tool has the same effect without a beta.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=fine-grained-tool-streaming-2025-05-14
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "computer_toolset_20260801"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=fine-grained-tool-streaming-2025-05-14
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The tool reference. The text of the response was not seen.
    PL454 "toolset-with-fine-grained-streaming",
    summary: "a toolset together with the fine-grained tool streaming beta",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference",
    since: "0.1.0",
    responses: [],
    stage: Headers,
    check: Check::UnlessPlain(check),
}

const BETA: &str = "fine-grained-tool-streaming-2025-05-14";

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(toolset) = payload.toolsets().next() else { return };
    if payload.context.beta(BETA) == Support::Yes {
        let diagnostic = RULE
            .at(
                toolset.declaration(),
                shown!("{} cannot be combined with the beta `{BETA}`", toolset.described(), BETA),
            )
            .label("not supported with this beta")
            .help("remove the beta, and set `\"eager_input_streaming\": true` on the tools that need it")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
