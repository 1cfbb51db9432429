use crate::mask::{quoted, shown};
use crate::payload::Context;
use crate::payload::credentials::CREDENTIAL_HEADERS;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request without credentials: neither `x-api-key` nor `authorization` (nor `api-key` on Microsoft
    /// Foundry).
    ///
    /// It is not reported if some of the headers are not known, or if the URL has an unknown host: a gateway may have
    /// other keys, or none. Recorders usually remove credentials, so the headers of a recording never count as complete.
    ///
    /// ## Why the API refuses it
    ///
    /// The API does not accept anonymous requests: the response is 401.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Documented. The message `x-api-key header is required` (E136) comes from a live response, 2026-09-18.
    PL801 "missing-credentials",
    summary: "missing API credentials",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/manage-claude/authentication",
    since: "0.1.0",
    responses: ["E136"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    // A gateway has keys of its own.
    if !context.has_known_receiver() || !CREDENTIAL_HEADERS.iter().all(|name| context.lacks_header(name)) {
        return;
    }
    let header = context.platform.auth_headers.first().map_or("x-api-key", |name| name);
    sink.push(
        RULE.at(Anchor::missing_header(header), "missing API credentials")
            .help(shown!(
                "send the key in the header {}; if code adds it later, declare the headers as partial",
                quoted(header)
            ))
            .response("E136", []),
    );
}
