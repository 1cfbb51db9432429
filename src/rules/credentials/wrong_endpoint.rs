use crate::knowledge::Target;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request to api.anthropic.com whose path is not an endpoint for messages: `/messages` without `/v1`,
    /// `/v1/message`, or only the base URL.
    ///
    /// Applies to a URL from code or `--url`. Recorded requests to other paths are not checked at all.
    ///
    /// ## Why the API refuses it
    ///
    /// The path does not exist: the response is 404.
    ///
    /// ## Example
    ///
    /// ```json,fail,url=https://api.anthropic.com/messages
    /// {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,url=https://api.anthropic.com/v1/messages
    /// {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Documented: 404 `not_found_error` for a wrong path.
    PL820 "wrong-endpoint",
    summary: "a URL that is not an endpoint for messages",
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
    if context.target != Target::Anthropic || context.knowledge.platforms().endpoint_of(url).is_some() {
        return;
    }
    sink.push(
        RULE.at(Anchor::url(context.head), "the URL is not an endpoint for messages")
            .label("expected `/v1/messages`")
            .help("send messages to `https://api.anthropic.com/v1/messages`")
            .response_status(404, "not_found_error"),
    );
}
