use crate::envelope::HeaderValue;
use crate::knowledge::Target;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request to api.anthropic.com with an `origin` header and without `anthropic-dangerous-direct-browser-access`.
    /// It is not reported if some of the headers are not known.
    ///
    /// ## Why the API refuses it
    ///
    /// Browsers and desktop web views send `origin` with each request to another site, and a page cannot remove it. A
    /// development proxy forwards it. A request from a browser shows its API key to whoever uses it, so the API requires that
    /// this is confirmed in a header.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json", "origin": "https://app.example.com"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// `CORS requests must set 'anthropic-dangerous-direct-browser-access' header`, public reports of 2024-09 to 2026-09.
    PL822 "missing-browser-access",
    summary: "a browser's request without `anthropic-dangerous-direct-browser-access`",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-11",
    source: "https://github.com/ChatGPTNextWeb/NextChat/issues/5429",
    since: "0.1.0",
    responses: ["K04"],
    stage: Authentication,
    check: Check::Head(check),
}

const HEADER: &str = "anthropic-dangerous-direct-browser-access";

fn check(context: &Context<'_>, sink: &mut Sink) {
    let HeaderValue::Known(origin) = context.head.headers.get("origin") else { return };
    if context.target != Target::Anthropic || origin.value.trim().is_empty() || !context.lacks_header(HEADER) {
        return;
    }
    sink.push(
        RULE.at(origin, shown!("a request from a browser must have the header `{HEADER}`", HEADER))
            .label("marks the request as one from a browser")
            .help(shown!("send the request from a server, without `origin`; or send `{HEADER}: true` if nobody else can see the key", HEADER))
            .response("K04", []),
    );
}
