use crate::knowledge::Support;
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

use super::{Condition, presented};

rule! {
    /// ## What it does
    ///
    /// Finds an OAuth token (`sk-ant-oat01-…`) in a request whose headers are known and lack the beta `oauth-2025-04-20`.
    ///
    /// ## Why the API refuses it
    ///
    /// OAuth on the Messages API is behind that beta. SDKs add it by themselves.
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
    /// Live answers in public threads: `OAuth authentication is currently not supported.` (row E138).
    PL809 "oauth-without-beta",
    summary: "an OAuth token without its beta header",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "live answer",
    since: "0.1.0",
    responses: ["E138"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for credential in presented(context) {
        let Condition::Known(kind) = credential.condition else { continue };
        let Some(beta) = &kind.beta else { continue };
        if credential.scheme.is_some() && context.is_first_party() && context.beta(beta) == Support::No {
            sink.push(
                RULE.at(credential.header, format!("this {} is sent without the beta `{beta}`", kind.name))
                    .label(format!("needs `{beta}`"))
                    .help(format!("add `anthropic-beta: {beta}`"))
                    .response("E138", []),
            );
        }
    }
}
