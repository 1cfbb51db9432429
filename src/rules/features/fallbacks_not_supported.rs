use crate::payload::Payload;
use crate::rules::model::{is_weak, refuses};
use crate::rules::{Check, Sink, rule};

use super::fallbacks;

rule! {
    /// ## What it does
    ///
    /// Finds a list in `fallbacks` for a model that has no server-side fallback, and `fallbacks` in a Message Batch.
    ///
    /// ## Why the API refuses it
    ///
    /// The API hands a refused request on for some models only, and not in batches, where the item fails.
    /// (`"default"` does nothing on such a model and is let pass.)
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
    /// The pages on refusals and fallback and on `claude-haiku-5-5`. The words of the answer were not seen.
    PL762 "fallbacks-not-supported",
    summary: "`fallbacks` where the API does not hand a request on",
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
    let Some(fallbacks) = fallbacks(payload) else { return };
    if payload.context.batch_item {
        sink.push(
            RULE.at(fallbacks, "a Message Batch has no fallbacks")
                .label("not in a batch")
                .help("remove `fallbacks`, and send the items that were refused again to another model")
                .response_status(400, "invalid_request_error"),
        );
        return;
    }
    let Some((model, fact)) = refuses(payload, |model| &model.server_side_fallback) else { return };
    if !fallbacks.is_array() {
        return;
    }
    sink.push(
        RULE.at(fallbacks, format!("`{}` has no server-side fallback", model.id))
            .label("not for this model")
            .help("remove `fallbacks`, or write `\"default\"`, which does nothing here")
            .uncertain_if(is_weak(model, fact))
            .response_status(400, "invalid_request_error"),
    );
}
