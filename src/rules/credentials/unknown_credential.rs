use crate::knowledge::Target;
use crate::mask::{quoted, shown};
use crate::payload::Context;
use crate::payload::credentials::Content;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a value in `x-api-key` that has none of the known prefixes, in a request to the Claude API.
    ///
    /// ## Why the API refuses it
    ///
    /// Keys for the Claude API start with `sk-ant-`. A value without that prefix is usually a placeholder (`test`), or
    /// truncated.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "abcdefghijklmnop", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Inferred from the documented formats, which are in `schemas/credentials.json`.
    PL807 "unknown-credential",
    summary: "an unrecognized API key format",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/manage-claude/authentication",
    since: "0.1.0",
    responses: ["E137"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    if context.target != Target::Anthropic {
        return;
    }
    for credential in context.credentials().filter(|credential| matches!(credential.content, Content::Key(None))) {
        // Bearer tokens also have formats without a prefix.
        if credential.scheme.is_some() {
            continue;
        }
        let length = credential.secret.chars().count();
        sink.push(
            RULE.at(
                credential.header,
                shown!(
                    "unrecognized API key format in {} ({length} characters)",
                    quoted(&credential.header.name),
                    length
                ),
            )
            .label("does not start with `sk-ant-`")
            .help("use a key for the Claude API, which starts with `sk-ant-api03-`")
            .response("E137", [])
            .yields_to("quoted-credential", credential.header)
            .yields_to("whitespace-in-credential", credential.header),
        );
    }
}
