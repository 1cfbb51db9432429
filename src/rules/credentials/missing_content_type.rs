use crate::envelope::HeaderValue;
use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request without `content-type: application/json`. It is not reported if some of the headers are not
    /// known, or if the URL has an unknown host.
    ///
    /// ## Why the API refuses it
    ///
    /// The documentation requires the header. By default, `curl -d` sends `application/x-www-form-urlencoded`.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// The header is documented. That a request without it is refused is inferred; no response has been seen.
    PL815 "missing-content-type",
    summary: "a missing or wrong `content-type`",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/overview",
    since: "0.1.0",
    responses: [],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    if !context.has_known_receiver() {
        return;
    }
    let diagnostic = match context.head.headers.get("content-type") {
        HeaderValue::Absent => RULE.at(Anchor::missing_header("content-type"), "missing header `content-type`"),
        HeaderValue::Known(header) if !is_json(&header.value) => RULE
            .at(header, shown!("`content-type` is {}, but the body is JSON", quoted(&header.value)))
            .label("expected `application/json`"),
        _ => return,
    };
    sink.push(diagnostic.help("send `content-type: application/json`").response_status(400, "invalid_request_error"));
}

/// Whether a media type is `application/json` or ends in `+json`, with or without parameters.
fn is_json(value: &str) -> bool {
    let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind == "text/json" || kind.ends_with("+json")
}
