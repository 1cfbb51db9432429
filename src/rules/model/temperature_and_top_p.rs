use crate::knowledge::Sampling;
use crate::payload::Payload;
use crate::rules::{Anchor, Check, Sink, rule};

use super::removed_parameter::{counts_only, number, sampling_is_removed};
use super::{fixed_sampling, is_inferred, sampling_with_thinking};

rule! {
    /// ## What it does
    ///
    /// Finds `temperature` and `top_p` in one request, for a model that takes only one of them.
    ///
    /// ## Why the API refuses it
    ///
    /// Both steer the same choice. Since Claude Opus 4.1 the API asks for a decision, even where both have their
    /// default values.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 1024, "temperature": 0.7, "top_p": 0.9,
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 1024, "temperature": 0.7,
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers, 2026-08-20, 2026-09-21 and 2026-09-29, on the 4.5 and 4.6 models (row E110 of the catalogue). On
    /// later models both together are refused as well; those words were not seen.
    PL542 "temperature-and-top-p",
    summary: "`temperature` and `top_p` together",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-29",
    source: "live answer",
    since: "0.1.0",
    responses: ["E110"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(temperature) = number(payload.fields.temperature) else { return };
    let Some(top_p) = number(payload.fields.top_p) else { return };
    let Some(model) = payload.context.model.facts else { return };
    let is_told_elsewhere = match model.sampling {
        Sampling::OneOf => sampling_with_thinking::speaks(payload),
        Sampling::Frozen => fixed_sampling::speaks(payload),
        Sampling::Free | Sampling::Unknown => return,
    };
    if is_told_elsewhere || sampling_is_removed(payload) {
        return;
    }
    let diagnostic = RULE
        .at(top_p, format!("`{}` does not take `temperature` and `top_p` together", model.id))
        .label("one too many")
        .related(Anchor::from(temperature), "`temperature` is here")
        .help("keep one of them, or none")
        .uncertain_if(is_inferred(model) || counts_only(payload));
    sink.push(match model.sampling {
        Sampling::OneOf => diagnostic.response("E110", []),
        _ => diagnostic.response_status(400, "invalid_request_error"),
    });
}
