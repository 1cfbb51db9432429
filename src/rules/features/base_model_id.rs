use crate::finding::quoted;
use crate::knowledge::FactStatus;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, platform, rule};
use crate::url::Url;

rule! {
    /// ## What it does
    ///
    /// Finds a base model ID of Amazon Bedrock in the URL of an InvokeModel request (`anthropic.claude-…`) where the model
    /// needs an inference profile (`us.anthropic.claude-…`, `global.anthropic.claude-…`, or its ARN).
    ///
    /// ## Why the API refuses it
    ///
    /// Amazon Bedrock serves newer models only through inference profiles, which distribute the requests over regions. Some
    /// regions serve some models without one, so this is a warning, and an info for the models for which no response is
    /// known. Not reported: the AWS GovCloud regions.
    ///
    /// ## Example
    ///
    /// ```json,fail,url=https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-sonnet-4-6/invoke
    /// {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
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
    /// The page of the platform, and responses in public threads, 2025-01 and 2025-07 (P03).
    PL794 "base-model-id",
    summary: "a base model ID where Amazon Bedrock requires an inference profile",
    severity: Warning,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock-legacy",
    since: "0.1.0",
    responses: ["P03"],
    stage: Model,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let Some(name) = context.model_in_url().filter(|name| name.starts_with("anthropic.")) else { return };
    let (Some(fact), Some(url)) = (context.platform_base_id(), context.head.url.as_deref()) else { return };
    let Some(severity) = platform::severity(fact, &RULE) else { return };
    let host = Url::parse(url).host().to_ascii_lowercase();
    if host.contains(".us-gov-") {
        return;
    }
    let verb = if fact.status == FactStatus::MayBeRefused { "may need" } else { "needs" };
    let diagnostic = RULE
        .at(Anchor::url(context.head), shown!("model ID {} {verb} an inference profile", quoted(&name), verb))
        .label("base model ID")
        .severity(severity)
        .evidence(platform::evidence(fact))
        .help(shown!(
            "use the ID or ARN of an inference profile, such as `{}.{}`",
            geography(&host),
            quoted(&name).unquoted()
        ));
    sink.push(match platform::response(fact, &RULE) {
        Some(row) => diagnostic.response(row, [("model", name.into_owned())]),
        None => diagnostic.response_status(400, "invalid_request_error"),
    });
}

/// The prefix of the inference profiles of the region in a host name.
fn geography(host: &str) -> &'static str {
    let prefix = host.split('.').find_map(|label| {
        let known = [("us-", "us"), ("eu-", "eu"), ("ap-", "apac")];
        known.into_iter().find(|(start, _)| label.starts_with(start)).map(|(_, prefix)| prefix)
    });
    prefix.unwrap_or("global")
}
