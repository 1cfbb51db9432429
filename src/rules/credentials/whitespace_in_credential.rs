use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

use super::{Condition, presented};

rule! {
    /// ## What it does
    ///
    /// Finds a space, tab or line break in or round a credential.
    ///
    /// ## Why the API refuses it
    ///
    /// A key is compared byte by byte. A trailing newline comes from `echo` or from a pasted line; most clients do not strip it, and
    /// some refuse to send it at all.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-abcdefgh\n", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Row E137 of the catalogue: `invalid x-api-key` for a key padded with white space.
    PL803 "whitespace-in-credential",
    summary: "white space or a line break in the credential",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "third-party report",
    since: "0.1.0",
    responses: ["E137"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for credential in presented(context).filter(|credential| matches!(credential.condition, Condition::Blank)) {
        let value = &credential.header.value;
        let what = match () {
            () if value.contains(['\n', '\r']) => "a line break",
            () if value.contains('\t') => "a tab",
            () => "a space",
        };
        let (place, help) = match value.trim() == &**value {
            true => (
                "inside it",
                "no credential has one: look for `Bearer ` that is written twice, or for two values in one",
            ),
            false => (
                "round it",
                "strip it where the key is read, as in `key.strip()`; a file written with `echo` ends in a line break",
            ),
        };
        sink.push(
            RULE.at(credential.header, format!("the credential in `{}` has {what} {place}", credential.header.name))
                .label(format!("{what} {place}"))
                .help(help)
                .response("E137", []),
        );
    }
}
