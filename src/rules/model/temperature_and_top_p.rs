use crate::knowledge::{Endpoint, Sampling, Support};
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::is_inferred;
use crate::payload::sampling::is_in_range;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `temperature` together with `top_p`, for a model that accepts only one of them.
    ///
    /// ## Why the API refuses it
    ///
    /// Both control the same thing. Since Claude Opus 4.1, only one of them can be set, even if both have their default
    /// values.
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
    /// Live responses, 2026-08-20, 2026-09-21 and 2026-09-29, for the 4.5 and 4.6 models (E110). Later models refuse
    /// the combination as well; that message has not been seen.
    PL542 "temperature-and-top-p",
    summary: "`temperature` together with `top_p`",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-29",
    source: "live response",
    since: "0.1.0",
    responses: ["E110"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(model) = payload.context.model.facts else { return };
    let is_one_of = match model.sampling {
        Sampling::OneOf => true,
        Sampling::Frozen => false,
        Sampling::Free | Sampling::Unknown => return,
    };
    let sampling = payload.sampling();
    let (Some(temperature), Some(top_p)) = (sampling.temperature, sampling.top_p) else { return };
    // Whether `count_tokens`, which samples nothing, checks these values has not been seen.
    let is_count = payload.context.endpoint == Endpoint::CountTokens;
    let mut diagnostic = RULE
        .at(top_p, shown!("`temperature` and `top_p` cannot be combined for `{}`", model.id))
        .label("remove one of them")
        .related(temperature, "`temperature` is set here")
        .help("keep one of them, or neither")
        .uncertain_if(is_inferred(model) || is_count);
    diagnostic = if is_one_of {
        diagnostic.response("E110", [])
    } else {
        diagnostic.response_status(400, "invalid_request_error")
    };
    for node in [temperature, top_p] {
        diagnostic = diagnostic.yields_to("removed-parameter", node);
        if node.as_f64() == Some(-1.0) {
            // It stands for a parameter that is not set, and must be removed anyway.
            diagnostic = diagnostic.yields_to("value-out-of-range", node);
        }
    }
    // Both must be removed anyway, unless what those rules report is itself out of range, or the thinking unsupported.
    let in_range = [temperature, top_p].into_iter().filter(|node| is_in_range(*node));
    if !is_one_of {
        diagnostic = in_range.clone().fold(diagnostic, |diagnostic, node| diagnostic.yields_to("fixed-sampling", node));
    }
    if payload.thinking().is_some_and(|thinking| thinking.kind.support(model).value != Support::No) {
        let conflicting = in_range.chain(sampling.top_k);
        diagnostic =
            conflicting.fold(diagnostic, |diagnostic, node| diagnostic.yields_to("sampling-with-thinking", node));
    }
    sink.push(diagnostic);
}
