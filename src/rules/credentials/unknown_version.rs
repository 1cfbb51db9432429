use crate::envelope::HeaderValue;
use crate::finding::quoted;
use crate::knowledge::Carrier;
use crate::nearest::nearest;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an API version that the target does not have, in the header `anthropic-version` or, on Amazon Bedrock and
    /// Google Cloud, in the body's `anthropic_version`.
    ///
    /// ## Why the API refuses it
    ///
    /// An API version is the date of a specific release; other dates are not valid.
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
    /// The versioning page lists the versions. That others are refused is inferred.
    PL814 "unknown-version",
    summary: "an unknown API version",
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
    let Some(version) = context.version.as_deref().filter(|_| context.has_known_receiver()) else { return };
    let known = &context.platform.versions;
    if known.iter().any(|known| **known == *version) {
        return;
    }
    let similar = nearest(version, known.iter().map(|known| &**known));
    let suggestion = similar.or(known.last().map(|known| &**known)).unwrap_or("2023-06-01");
    let anchor = match context.head.headers.get("anthropic-version") {
        HeaderValue::Known(header) if context.platform.version_in == Carrier::Header => Anchor::from(header),
        _ => Anchor::missing_header("anthropic-version"),
    };
    sink.push(
        RULE.at(anchor, format!("unknown API version {}", quoted(version)))
            .label("unknown version")
            .help(format!("use `{suggestion}`"))
            .response_status(400, "invalid_request_error"),
    );
}
