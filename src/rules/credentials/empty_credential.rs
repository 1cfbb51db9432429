use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

use super::{Condition, presented};

rule! {
    /// ## What it does
    ///
    /// Finds a credential header without a value: `x-api-key` that is empty, `authorization: Bearer` with nothing behind it.
    ///
    /// ## Why the API refuses it
    ///
    /// There is no credential. The usual cause is an environment variable that is not set where the program runs.
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
    /// Documented; the words of the answer were not seen for an empty value.
    PL802 "empty-credential",
    summary: "the credential is empty",
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
    for credential in presented(context).filter(|credential| matches!(credential.condition, Condition::Empty)) {
        sink.push(
            RULE.at(credential.header, format!("`{}` is empty", credential.header.name))
                .label("nothing here")
                .help("an environment variable was probably not set where this ran: check it with `payloadlint key`")
                .response_status(401, "authentication_error"),
        );
    }
}
