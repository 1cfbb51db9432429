use crate::mask::{quoted, shown};
use crate::payload::Context;
use crate::payload::credentials::Content;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a credential that starts or ends with a quote.
    ///
    /// ## Why the API refuses it
    ///
    /// The quotes of a shell command or a `.env` file have become part of the key. API keys do not contain quotes.
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
    /// `invalid x-api-key` (E137).
    PL804 "quoted-credential",
    summary: "an API key with quotes around it",
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
    for credential in context.credentials().filter(|credential| credential.is_quoted) {
        if matches!(credential.content, Content::Empty | Content::Signature) {
            continue;
        }
        sink.push(
            RULE.at(
                credential.header,
                shown!("the credential in {} contains its quotes", quoted(&credential.header.name)),
            )
            .label("quotes are not part of the key")
            .help("remove the quotes where the key is read; some loaders of `.env` files keep them")
            .response("E137", []),
        );
    }
}
