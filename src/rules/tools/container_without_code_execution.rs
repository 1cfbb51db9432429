use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `container` (an ID, or skills) in a request without a tool that runs code: code execution, a web tool of
    /// version `20260209` or later, or a tool that code can call.
    ///
    /// ## Why the API refuses it
    ///
    /// Code runs in the container. The usual cause is a follow-up request that sends the container's ID but not the
    /// tools.
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
    /// Live responses, 2026-08-30 (E069), and, for skills, responses quoted in public notes of 2026-04 (F71). Recorded
    /// traffic of 2026-02 for a tool that code can call.
    PL490 "container-without-code-execution",
    summary: "`container` without a tool that runs code",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/code-execution-tool",
    since: "0.1.0",
    responses: ["E069", "F71"],
    stage: Late,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(container) = payload.fields.container else { return };
    let id = if container.is_string() { Some(container) } else { container.get("id").filter(|id| id.is_string()) };
    let skills = container.member("skills").filter(|(_, skills)| !skills.is_empty()).map(|(key, _)| key);
    let Some(place) = id.or(skills) else { return };
    if payload.may_run_code() {
        return;
    }
    let row = if id.is_some() { "E069" } else { "F71" };
    let diagnostic = RULE
        .at(place, "`container` without a code execution tool")
        .label("no code execution tool declared")
        .help(
            "add `{\"type\": \"code_execution_20260521\", \"name\": \"code_execution\"}` to `tools`, \
             or remove `container`",
        )
        .response(row, [])
        .yields_to("unavailable-on-platform", container);
    sink.push(diagnostic);
}
