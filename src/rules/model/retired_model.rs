use crate::finding::quoted;
use crate::knowledge::Confidence;
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, anchors, platform, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a model that is retired on the date of the request: today on the command line, the date of a recording, or
    /// the date that the caller sets. Amazon Bedrock and Google Cloud set their own retirement dates; a few of them are in
    /// `retirements` of `schemas/platforms.json`.
    ///
    /// Not reported: requests without a date, and models on Amazon Bedrock and Google Cloud whose date there is not known.
    /// A model ID of theirs in a body whose receiver is not known counts as such a request. A warning if the URL has an
    /// unknown host: a gateway may map the name to another model.
    ///
    /// ## Why the API refuses it
    ///
    /// To the API, a retired model is the same as one that does not exist.
    ///
    /// ## Example
    ///
    /// ```json,fail,as-of=2026-11-24
    /// {"model": "claude-3-opus-20240229", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,as-of=2026-11-24
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The deprecations page has the dates. Recorded traffic, 2025-10 and 2026: 404 `not_found_error`,
    /// `model: claude-3-sonnet-20240229` (E144). A model was recorded to respond on 2025-10-28, the day of its
    /// retirement, so on that day this is a warning. It is also a warning for a platform's own date that no official page
    /// was seen to state.
    PL503 "retired-model",
    summary: "a retired model",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/about-claude/model-deprecations",
    since: "0.1.0",
    responses: ["E144", "F21"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    let (Some(name), Some(model)) = (context.model.name.as_deref(), context.model.facts) else { return };
    let Some((retires, own)) = context.retirement(model).filter(|_| context.is_retired(model)) else { return };
    let help = match context.successor(model) {
        Some(next) => shown!("use a model that is served, such as `{}`", next.id),
        None => "use a model that is served".into(),
    };
    let on_platform = own.map(|_| shown!(" on {}", context.platform.name)).unwrap_or_default();
    let diagnostic = RULE
        .at(
            anchors::model_name(payload),
            shown!("{} was retired{on_platform} on {retires}", quoted(name), on_platform, retires),
        )
        .label("retired")
        .help(help)
        .since(retires)
        .evidence(own.and_then(platform::retirement_evidence))
        // On the day itself, it depends on the hour.
        .uncertain_if(context.date == Some(retires))
        // An unknown host is most likely a gateway, which may map the name to another model.
        .uncertain_if(!context.has_known_receiver())
        .uncertain_if(own.is_some_and(|own| own.confidence < Confidence::Documented));
    sink.push(match own {
        // Its response has not been seen.
        Some(_) => diagnostic.response_status(404, "not_found_error"),
        None => diagnostic.response("E144", [("model", name.to_owned())]),
    });
}
