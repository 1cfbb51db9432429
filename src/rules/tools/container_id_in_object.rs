use crate::finding::Safety;
use crate::payload::Payload;
use crate::rules::{Check, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `container` object that has only an `id`.
    ///
    /// ## Why the API refuses it
    ///
    /// The object is for skills. Without `skills`, the API expects the ID as a string, although the official SDKs type
    /// both forms.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "container": {"id": "container_011CYVPF4iP8oD6Vsz1NhVih"},
    ///   "tools": [{"type": "code_execution_20260521", "name": "code_execution"}],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "container": "container_011CYVPF4iP8oD6Vsz1NhVih",
    ///   "tools": [{"type": "code_execution_20260521", "name": "code_execution"}],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Fix
    ///
    /// Safe: replaces the object by its ID.
    ///
    /// ## Evidence
    ///
    /// A live response quoted in pydantic-ai 2.68.0, November 2026 (F13), which found that `{"skills": …}` and
    /// `{"id": …, "skills": …}` are accepted.
    PL493 "container-id-in-object",
    summary: "a `container` object with only an `id`",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-27",
    source: "https://pypi.org/project/pydantic-ai-slim/2.68.0/",
    since: "0.1.0",
    responses: ["F13"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(container) = payload.fields.container.filter(|container| container.len() == 1) else { return };
    let Some(id) = container.str("id") else { return };
    sink.push(
        RULE.at(container, "`container` has only an `id`, which must be sent as a string")
            .label("expected a string")
            .help("use the ID itself as the value of `container`")
            .fix(Safety::Safe, "replace the object by its `id`", [Edit::replace(container, id)])
            .uncertain_if(!payload.context.is_first_party())
            .response("F13", [])
            .yields_to("unavailable-on-platform", container),
    );
}
