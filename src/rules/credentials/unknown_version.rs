use crate::envelope::HeaderValue;
use crate::knowledge::Carrier as Where;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a value of `anthropic-version` (on Amazon Bedrock and Google Cloud of the body's `anthropic_version`) that the target does not
    /// list.
    ///
    /// ## Why the API refuses it
    ///
    /// Versions are days on which the API changed, not any day.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2024-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The versioning page lists the values; that another one is refused is inferred.
    PL814 "unknown-version",
    summary: "an API version that is not known",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/versioning",
    since: "0.1.0",
    responses: [],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let Some(version) = context.version.as_deref() else { return };
    let known = &context.platform.versions;
    if known.iter().any(|known| **known == *version) {
        return;
    }
    let nearest = crate::nearest::nearest(version, known.iter().map(|known| &**known));
    let nearest = nearest.or(known.last().map(|known| &**known)).unwrap_or("2023-06-01");
    let place = match context.head.headers.get("anthropic-version") {
        HeaderValue::Known(header) if context.platform.version_in == Where::Header => Anchor::from(header),
        _ => Anchor::Header("anthropic-version".to_owned(), None),
    };
    sink.push(
        RULE.at(place, format!("{} is no known API version", crate::finding::quoted(version)))
            .label("not a released version")
            .help(format!("use `{nearest}`"))
            .response_status(400, "invalid_request_error"),
    );
}
