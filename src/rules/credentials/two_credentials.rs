use crate::mask::{quoted, shown};
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request with both a key in `x-api-key` and a token in `authorization`.
    ///
    /// ## Why this matters
    ///
    /// Sources disagree: in a test of October 2026, the key was used; according to an older source, such a request is
    /// refused. One of the two is probably unintended.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"authorization": "Bearer sk-ant-api03-fake", "x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// What the API does is an open question, so this is a warning.
    PL811 "two-credentials",
    summary: "two credentials in one request",
    severity: Warning,
    confidence: Observed,
    seen: "2026-10-21",
    source: "third-party report",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let mut credentials = context.credentials();
    let (Some(first), Some(second)) = (credentials.next(), credentials.next()) else { return };
    if first.header.name.eq_ignore_ascii_case(&second.header.name) {
        return;
    }
    sink.push(
        RULE.at(
            second.header,
            shown!("both {} and {} contain a credential", quoted(&first.header.name), quoted(&second.header.name)),
        )
        .label("second credential")
        .related(first.header, "first credential")
        .help("send only one; a client that reads both ANTHROPIC_API_KEY and ANTHROPIC_AUTH_TOKEN sends both"),
    );
}
