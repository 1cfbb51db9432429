use crate::mask::shown;
use crate::payload::model::is_uncertain;
use crate::payload::{Payload, non_null};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a list in `fallbacks` for a model without server-side fallback, and `fallbacks` in a Message Batch.
    ///
    /// ## Why the API refuses it
    ///
    /// Server-side fallback is only available for some models, and not in batches, where the item fails. The value
    /// `"default"` has no effect on such a model and is not reported.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=server-side-fallback-2026-07-01
    /// {
    ///   "model": "claude-haiku-5-5", "max_tokens": 1024, "fallbacks": [{"model": "claude-sonnet-5-5"}],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=server-side-fallback-2026-07-01
    /// {
    ///   "model": "claude-haiku-5-5", "max_tokens": 1024, "fallbacks": "default",
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The pages on refusals and fallback and on `claude-haiku-5-5`. The text of the response was not seen.
    PL762 "fallbacks-not-supported",
    summary: "`fallbacks` where server-side fallback is not supported",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/build-with-claude/refusals-and-fallback",
    since: "0.1.0",
    responses: [],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(fallbacks) = non_null(payload.fields.fallbacks) else { return };
    let diagnostic = if payload.context.batch_item {
        RULE.at(fallbacks, "`fallbacks` is not supported in Message Batches")
            .label("not supported in a batch")
            .help("remove `fallbacks`, and send refused items to another model yourself")
    } else {
        let Some((model, fact)) = payload.unsupported(|model| &model.server_side_fallback) else { return };
        if !fallbacks.is_array() {
            return;
        }
        RULE.at(fallbacks, shown!("`{}` does not support server-side fallback", model.id))
            .label("not supported by this model")
            .help("remove `fallbacks`, or use `\"default\"`, which has no effect here")
            .uncertain_if(is_uncertain(model, fact))
    };
    let diagnostic = diagnostic.response_status(400, "invalid_request_error");
    sink.push(diagnostic.yields_to("unavailable-on-platform", fallbacks));
}
