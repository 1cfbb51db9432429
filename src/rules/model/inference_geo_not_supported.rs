use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::{is_weak, refuses};

rule! {
    /// ## What it does
    ///
    /// Finds `inference_geo` on a model that came out before the field.
    ///
    /// ## Why the API refuses it
    ///
    /// Where a request is computed can be chosen from Claude 4.6 on. Older models answer 400.
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
    /// The data residency page names Opus 4.5, Sonnet 4.5, Haiku 4.5 and earlier models as answering 400. The words
    /// were not seen.
    PL552 "inference-geo-not-supported",
    summary: "`inference_geo` on a model that has none",
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
    let Some((model, fact)) = refuses(payload, |model| &model.inference_geo) else { return };
    // A platform without it is told as such.
    if payload.context.platform.lacks("inference_geo").is_some() {
        return;
    }
    sink.push(
        RULE.at(geo, format!("`{}` does not take `inference_geo`", model.id))
            .label("not for this model")
            .help("remove `inference_geo`, or move to Claude 4.6 or later")
            .uncertain_if(is_weak(model, fact))
            .response_status(400, "invalid_request_error"),
    );
}
