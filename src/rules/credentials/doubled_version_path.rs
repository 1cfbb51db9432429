use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a URL with `/v1/v1/`.
    ///
    /// ## Why the API refuses it
    ///
    /// The base URL ends in `/v1`, to which the client adds `/v1/messages`. The resulting path does not exist: the
    /// response is 404.
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
    /// Documented: 404 `not_found_error` for a wrong path. On an unknown host, this is a warning.
    PL819 "doubled-version-path",
    summary: "a URL with a duplicate `/v1`",
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
    // The second one results from a base URL that already is the whole endpoint.
    let Some(duplicate) = ["/v1/v1/", "/v1/messages/v1/"].into_iter().find(|path| url.contains(path)) else { return };
    sink.push(
        RULE.at(Anchor::url(context.head), "duplicate `/v1` in the URL")
            .label(shown!("`{duplicate}`", duplicate))
            .help("remove `/v1` and what follows it from the base URL: the client adds them")
            .uncertain_if(context.knowledge.platforms().target_of(url).is_none())
            .response_status(404, "not_found_error"),
    );
}
