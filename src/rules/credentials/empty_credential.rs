use crate::mask::{quoted, shown};
use crate::payload::Context;
use crate::payload::credentials::Content;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a credential header without a value: an empty `x-api-key`, or `authorization: Bearer` without a token.
    ///
    /// ## Why the API refuses it
    ///
    /// There is no credential. The usual cause is an environment variable that is not set.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Documented. The message for an empty value has not been seen.
    PL802 "empty-credential",
    summary: "an empty API key",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/manage-claude/authentication",
    since: "0.1.0",
    responses: ["E136"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for credential in context.credentials().filter(|credential| matches!(credential.content, Content::Empty)) {
        sink.push(
            RULE.at(credential.header, shown!("{} is empty", quoted(&credential.header.name)))
                .label("empty")
                .help("set the environment variable that it comes from; check it with `payloadlint key`")
                .response_without_message("E136"),
        );
    }
}
