use crate::knowledge::Support;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an OAuth token (`sk-ant-oat01-…`) in a request without the beta `oauth-2025-04-20`. It is not reported if
    /// some of the headers are not known.
    ///
    /// ## Why the API refuses it
    ///
    /// OAuth on the Messages API requires that beta. SDKs set it automatically.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"authorization": "Bearer sk-ant-oat01-abcdefghijkl", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"authorization": "Bearer sk-ant-oat01-abcdefghijkl", "anthropic-version": "2023-06-01", "content-type": "application/json", "anthropic-beta": "oauth-2025-04-20"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses in public threads: `OAuth authentication is currently not supported.` (E138).
    PL809 "oauth-without-beta",
    summary: "an OAuth token without its beta header",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "live response",
    since: "0.1.0",
    responses: ["E138"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    if !context.is_first_party() {
        return;
    }
    for credential in context.credentials() {
        let Some(kind) = credential.kind() else { continue };
        let Some(beta) = &kind.beta else { continue };
        // The Claude API does not read the header `api-key`.
        if credential.header.name.eq_ignore_ascii_case("api-key") || context.beta(beta) != Support::No {
            continue;
        }
        sink.push(
            RULE.at(credential.header, shown!("{} without the beta `{beta}`", kind.name, beta))
                .label(shown!("requires `{beta}`", beta))
                .help(shown!("add `anthropic-beta: {beta}`", beta))
                .response("E138", [])
                .yields_to("quoted-credential", credential.header)
                .yields_to("whitespace-in-credential", credential.header)
                .yields_to("credential-in-wrong-header", credential.header),
        );
    }
}
