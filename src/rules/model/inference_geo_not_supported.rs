use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::is_uncertain;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `inference_geo` for a model that was released before the field.
    ///
    /// ## Why the API refuses it
    ///
    /// The region of inference can be chosen from Claude 4.6 on. Requests to older models are refused with 400.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "inference_geo": "us", "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-5-5", "max_tokens": 1024, "inference_geo": "us", "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// According to the data residency page, Opus 4.5, Sonnet 4.5, Haiku 4.5 and earlier models return 400. The message
    /// has not been seen.
    PL552 "inference-geo-not-supported",
    summary: "`inference_geo` for a model that does not support it",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/data-residency",
    since: "0.1.0",
    responses: [],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(geo) = payload.fields.inference_geo.filter(|geo| geo.is_string()) else { return };
    let Some((model, fact)) = payload.unsupported(|model| &model.inference_geo) else { return };
    sink.push(
        RULE.at(geo, shown!("`{}` does not support `inference_geo`", model.id))
            .label("not supported by this model")
            .help("remove `inference_geo`, or use Claude 4.6 or later")
            .uncertain_if(is_uncertain(model, fact))
            .response_status(400, "invalid_request_error")
            .yields_to("unavailable-on-platform", geo),
    );
}
