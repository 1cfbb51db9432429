use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

use super::{Condition, presented};

rule! {
    /// ## What it does
    ///
    /// Finds a credential that starts or ends with a quotation mark.
    ///
    /// ## Why the API refuses it
    ///
    /// The quotes of a shell line or a `.env` file were taken for a part of the key. No key has one.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "\"sk-ant-api03-abcdefgh\"", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Row E137 of the catalogue: `invalid x-api-key`.
    PL804 "quoted-credential",
    summary: "quotes are part of the credential",
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
    for credential in presented(context).filter(|credential| matches!(credential.condition, Condition::Quoted)) {
        sink.push(
            RULE.at(
                credential.header,
                format!("the credential in `{}` is sent with its quotes", credential.header.name),
            )
            .label("quotes are no part of a key")
            .help("remove the quotes where the key is read; some loaders of `.env` files keep them")
            .response("E137", []),
        );
    }
}
