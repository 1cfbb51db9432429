use crate::knowledge::Support;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::toolset::toolsets;

rule! {
    /// ## What it does
    ///
    /// Finds a computer or browser toolset in a request with the beta `fine-grained-tool-streaming-2025-05-14`.
    ///
    /// ## Why the API refuses it
    ///
    /// The old beta changes how every tool is streamed, and toolsets do not take part in it. `eager_input_streaming: true` on a
    /// single tool does the same without a beta.
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
    /// The tool reference. The wording of the answer was not seen.
    PL454 "toolset-with-fine-grained-streaming",
    summary: "a toolset together with the beta of fine-grained tool streaming",
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
    let Some(toolset) = toolsets(payload).next() else { return };
    if payload.context.beta(BETA) == Support::Yes {
        let diagnostic = RULE
            .at(toolset.place(), format!("{} does not go with the beta `{BETA}`", toolset.tool.described()))
            .label("not with this beta")
            .help("leave the beta out; write `\"eager_input_streaming\": true` into the tools that need it")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
