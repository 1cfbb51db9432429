use crate::payload::{Payload, non_null};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `fallbacks` together with `fallback_credit_token`.
    ///
    /// ## Why the API refuses it
    ///
    /// They are two ways to do the same thing: with `fallbacks` the server retries a refused request on another model,
    /// with the token the client does.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {
    ///   "url": "https://api.anthropic.com/v1/messages",
    ///   "request_headers": {"anthropic-beta": "server-side-fallback-2026-07-01,fallback-credit-2026-07-01"},
    ///   "body": {
    ///     "model": "claude-opus-5-5", "max_tokens": 1024, "fallbacks": "default", "fallback_credit_token": "token",
    ///     "messages": [{"role": "user", "content": "Hello"}]
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=server-side-fallback-2026-07-01
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "fallbacks": "default", "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The documentation in the official SDKs of 2026-11-20. The text of the response was not seen.
    PL763 "fallback-with-credit-token",
    summary: "`fallbacks` together with `fallback_credit_token`",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://pypi.org/project/anthropic/2.12.0/",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(token) = non_null(payload.fields.fallback_credit_token) else { return };
    let Some(fallbacks) = non_null(payload.fields.fallbacks) else { return };
    sink.push(
        RULE.at(fallbacks, "`fallbacks` cannot be combined with `fallback_credit_token`")
            .label("conflicts with `fallback_credit_token`")
            .related(token, "`fallback_credit_token` is here")
            .help("remove `fallbacks` if the client retries with the token itself")
            .response_status(400, "invalid_request_error")
            .yields_to("unavailable-on-platform", fallbacks),
    );
}
