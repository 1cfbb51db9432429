use crate::envelope::HeaderValue;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request whose headers are all known and that does not send `content-type: application/json`.
    ///
    /// ## Why the API refuses it
    ///
    /// The documentation asks for the header. What the API answers without it was not seen; `curl -d` sends
    /// `application/x-www-form-urlencoded` unless told otherwise.
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
    /// The header is documented; that a request without it is refused is inferred.
    PL815 "missing-content-type",
    summary: "`content-type` is missing or is not JSON",
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
    let diagnostic = match context.head.headers.get("content-type") {
        HeaderValue::Absent => {
            RULE.at(Anchor::Header("content-type".to_owned(), None), "the header `content-type` is missing")
        }
        HeaderValue::Known(header) if !is_json(&header.value) => RULE
            .at(header, format!("`content-type` is {}, not JSON", crate::finding::quoted(&header.value)))
            .label("the body is JSON"),
        _ => return,
    };
    sink.push(diagnostic.help("send `content-type: application/json`").response_status(400, "invalid_request_error"));
}

/// `application/json`, a `+json` type, with or without parameters.
fn is_json(value: &str) -> bool {
    let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind == "text/json" || kind.ends_with("+json")
}
