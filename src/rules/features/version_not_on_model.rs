use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Sink, anchors, platform, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an API version that the platform has, but not for the model: `2026-10-21` with older models on Amazon
    /// Bedrock's InvokeModel. The official SDKs write it into every body since version 2.
    ///
    /// ## Why the API refuses it
    ///
    /// Amazon Bedrock serves older models with the older API version only.
    ///
    /// ## Example
    ///
    /// ```json,fail,url=https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-6/invoke
    /// {"anthropic_version": "2026-10-21", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,url=https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-6/invoke
    /// {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses of Amazon Bedrock that two public programs note (P02): `claude-sonnet-4-5`, `claude-opus-4-5` and
    /// `claude-sonnet-4-6` reject it, `claude-haiku-4-5` accepts it. For other models before 4.7 it is inferred from the
    /// page of the platform, so it is a warning.
    PL793 "version-not-on-model",
    summary: "an API version that the platform does not have for the model",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-27",
    source: "https://github.com/anthropics/anthropic-sdk-python/issues/2031",
    since: "0.1.0",
    responses: ["P02"],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let (Some(version), Some(fact)) = (context.version.as_deref(), context.platform_version()) else { return };
    let Some(severity) = platform::severity(fact, &RULE) else { return };
    let (verb, of_model, note) = (platform::verb(fact), platform::for_model(fact, context), platform::note(fact));
    let message = shown!(
        "{} {verb} API version {}{of_model}{note}",
        context.platform.name,
        quoted(version),
        verb,
        of_model,
        note
    );
    let diagnostic = RULE.at(anchors::version(context), message).label("not for this model").severity(severity);
    let mut diagnostic = diagnostic.evidence(platform::evidence(fact));
    if let Some(instead) = &fact.instead {
        diagnostic = diagnostic.help(shown!("use `{instead}`", instead));
    }
    sink.push(match platform::response(fact, &RULE) {
        Some(row) => diagnostic.response(row, []),
        None => diagnostic.response_status(400, "invalid_request_error"),
    });
}
