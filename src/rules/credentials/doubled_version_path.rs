use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a url with `/v1/v1/`.
    ///
    /// ## Why the API refuses it
    ///
    /// The base url ends in `/v1` and the client adds `/v1/messages` itself. There is no such path: the answer is 404.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Documented: 404 `not_found_error` for a wrong path. On a host that is not known it is a warning.
    PL819 "doubled-version-path",
    summary: "the url has `/v1` twice",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: [],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let Some(url) = context.head.url.as_deref() else { return };
    // A base url that is the whole address is doubled as a whole.
    let doubled = ["/v1/v1/", "/v1/messages/v1/"].into_iter().find(|doubled| url.contains(doubled));
    if let Some(doubled) = doubled {
        sink.push(
            RULE.at(Anchor::Url(context.head.url_span.clone()), "the url has `/v1` twice")
                .label(format!("`{doubled}`"))
                .help("set the base url without `/v1` and what follows: the client adds it")
                .uncertain_if(context.knowledge.platforms().target_of(url).is_none())
                .response_status(404, "not_found_error"),
        );
    }
}
