use crate::payload::Payload;
use crate::rules::{Anchor, Check, Sink, rule};

use super::{fallbacks, given};

rule! {
    /// ## What it does
    ///
    /// Finds `fallbacks` together with `fallback_credit_token`.
    ///
    /// ## Why the API refuses it
    ///
    /// They are two ways of doing one thing: with `fallbacks` the server hands a refused request on, with the token the
    /// client does.
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
    /// The text of the official SDKs of 2026-11-20. The words of the answer were not seen.
    PL763 "fallback-with-credit-token",
    summary: "`fallbacks` and `fallback_credit_token` together",
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
    let Some(token) = given(payload.fields.fallback_credit_token) else { return };
    let Some(fallbacks) = fallbacks(payload) else { return };
    sink.push(
        RULE.at(fallbacks, "`fallbacks` does not go with `fallback_credit_token`")
            .label("one too many")
            .related(Anchor::from(token), "`fallback_credit_token` is here")
            .help("remove `fallbacks` when the client itself goes on with the token")
            .response_status(400, "invalid_request_error"),
    );
}
