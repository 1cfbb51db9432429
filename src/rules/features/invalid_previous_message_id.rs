use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `diagnostics.previous_message_id` that does not start with `msg_`.
    ///
    /// ## Why the API refuses it
    ///
    /// The field names a response of the Claude API, whose IDs start with `msg_`. Gateways return IDs of their own, such as
    /// `gen-…`, which the API does not know.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "diagnostics": {"previous_message_id": "gen-1764200000-abc"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "diagnostics": {"previous_message_id": null},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// pydantic-ai 2.68.0, November 2026: a 400. The text of the response was not seen.
    PL787 "invalid-previous-message-id",
    summary: "`previous_message_id` is not the ID of a response of the Claude API",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-27",
    source: "https://pypi.org/project/pydantic-ai-slim/2.68.0/",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(diagnostics) = payload.fields.diagnostics else { return };
    let id = diagnostics.get("previous_message_id");
    let Some(node) = id.filter(|id| id.as_str().is_some_and(|id| !id.starts_with("msg_"))) else { return };
    let shown = quoted(&node.as_str().unwrap_or_default());
    sink.push(
        RULE.at(node, shown!("`previous_message_id` {shown} does not start with `msg_`", shown))
            .label("not the ID of a response")
            .help("use the `id` of the previous response (`msg_…`), or `null` if there is none from the Claude API")
            .response_status(400, "invalid_request_error")
            .yields_to("unavailable-on-platform", diagnostics),
    );
}
