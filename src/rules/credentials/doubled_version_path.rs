use crate::knowledge::Target;
use crate::request::Context;
use crate::rules::{Check, Place, Sink, rule};

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
    answers: [],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let Some(url) = context.head.url.as_deref() else { return };
    if url.contains("/v1/v1/") {
        sink.push(
            RULE.at(Place::Url(context.head.url_span.clone()), "the url has `/v1` twice")
                .label("`/v1/v1/`")
                .help("set the base url without `/v1`: the client adds it")
                .doubtful_if(Target::from_url(url).is_none())
                .answer_status(404, "not_found_error"),
        );
    }
}
