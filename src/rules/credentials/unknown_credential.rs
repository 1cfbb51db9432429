use crate::knowledge::Target;
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

use super::{Condition, presented};

rule! {
    /// ## What it does
    ///
    /// Finds a value in `x-api-key` that has none of the known prefixes, in a request to the Claude API itself.
    ///
    /// ## Why the API refuses it
    ///
    /// Keys of the Claude API start with `sk-ant-`. A value without it is mostly a stand-in (`test`), or was cut.
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
    /// Inferred from the documented forms; a new form would be a row in `schemas/credentials.json`.
    PL807 "unknown-credential",
    summary: "a credential of a form the Claude API does not use",
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
    for credential in presented(context).filter(|credential| matches!(credential.condition, Condition::Unknown)) {
        // Bearer tokens come in forms that no prefix tells.
        if credential.scheme.is_some() {
            continue;
        }
        let length = credential.secret.chars().count();
        sink.push(
            RULE.at(
                credential.header,
                format!(
                    "the credential in `{}` ({length} characters) has none of the known prefixes",
                    credential.header.name
                ),
            )
            .label("not `sk-ant-…`")
            .help("keys of the Claude API start with `sk-ant-api03-`")
            .response("E137", []),
        );
    }
}
