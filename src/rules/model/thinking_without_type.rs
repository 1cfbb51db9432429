use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::is_uncertain;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `thinking` object that sets `block_binding` without `type`, for a model that requires `type`.
    ///
    /// ## Why the API refuses it
    ///
    /// Most models with preserved thinking add `block_binding` to their default thinking. claude-sonnet-5-5 and
    /// claude-haiku-5-5 are reported to reject the object.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=thinking-binding-controls-2026-08-01
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 1024,
    ///   "thinking": {"block_binding": {"prefix_mismatch_behavior": "drop_block"}},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=thinking-binding-controls-2026-08-01
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 1024,
    ///   "thinking": {"type": "adaptive", "block_binding": {"prefix_mismatch_behavior": "drop_block"}},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// A comment in pydantic-ai 2.68.0, November 2026. No response was seen, so this is a warning.
    PL566 "thinking-without-type",
    summary: "`thinking` without `type` for a model that requires it",
    severity: Warning,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://pypi.org/project/pydantic-ai-slim/2.68.0/",
    since: "0.1.0",
    responses: [],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(thinking) = payload.fields.thinking.filter(|thinking| thinking.is_object()) else { return };
    if thinking.get("type").is_some() {
        return;
    }
    let Some((model, fact)) = payload.unsupported(|model| &model.thinking.untyped) else { return };
    let anchor = Anchor::missing(thinking, "type");
    sink.push(
        RULE.at(anchor.clone(), shown!("{} requires `thinking.type`", quoted(&model.id)))
            .label("add `type` here")
            .help("add `\"type\": \"adaptive\"`, which is the default of this model")
            .uncertain_if(is_uncertain(model, fact))
            .response_status(400, "invalid_request_error")
            .yields_to("missing-field", anchor),
    );
}
