use crate::payload::Payload;
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::runs_code;

rule! {
    /// ## What it does
    ///
    /// Finds `container` (an id, or skills) in a request without a tool that runs code: code execution, a web tool of `20260209` or
    /// later, or a tool that code may call.
    ///
    /// ## Why the API refuses it
    ///
    /// The container is where code runs. It happens when a follow-up turn sends the container's id and leaves the tools out.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "container": "container_011CYVPF4iP8oD6Vsz1NhVih"
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
    ///   "container": "container_011CYVPF4iP8oD6Vsz1NhVih",
    ///   "tools": [{"type": "code_execution_20260521", "name": "code_execution"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers, 2026-08-30 (row E069 of the catalogue) and, for skills, answers quoted in public notes of 2026-04. Recorded
    /// traffic of 2026-02 for a tool that code may call.
    PL490 "container-without-code-execution",
    summary: "`container` without a tool that runs code",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/code-execution-tool",
    since: "0.1.0",
    responses: ["E069"],
    stage: Late,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(container) = payload.fields.container else { return };
    let id = if container.is_string() { Some(container) } else { container.get("id").filter(|id| id.is_string()) };
    let skills = container.member("skills").filter(|(_, skills)| !skills.is_empty()).map(|(key, _)| key);
    let Some(place) = id.or(skills) else { return };
    if runs_code(payload) || payload.context.platform.lacks("container").is_some() {
        return;
    }
    let diagnostic = RULE
        .at(place, "`container` without a tool that runs code")
        .label("nothing runs code in this request")
        .help("add `{\"type\": \"code_execution_20260521\", \"name\": \"code_execution\"}` to `tools`, or leave `container` out");
    sink.push(match id {
        Some(_) => diagnostic.response("E069", []),
        None => diagnostic
            .response_text("skills can only be used when a code execution tool is enabled")
            .response_path(ResponsePath::Given("container".to_owned())),
    });
}
