use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

use super::{Condition, is_known_receiver, presented};

rule! {
    /// ## What it does
    ///
    /// Finds a credential of a kind that is known and that cannot be used for messages: an Admin API key (`sk-ant-admin…`), a
    /// refresh token, a session cookie, a key of another company.
    ///
    /// ## Why the API refuses it
    ///
    /// Each kind opens one API. What an Admin key answers on `/v1/messages` is inferred, so that is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-proj-abcdefghijklmnop", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Row E137 of the catalogue: `invalid x-api-key`, reported for OpenAI keys among others. Kinds and prefixes: `schemas/credentials.json`.
    PL806 "wrong-credential-kind",
    summary: "a credential that does not open the Messages API",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/manage-claude/authentication",
    since: "0.1.0",
    responses: ["E137"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for credential in presented(context) {
        let Condition::Known(kind) = credential.condition else { continue };
        if kind.for_messages {
            continue;
        }
        // Another company's host may take another company's key.
        let is_certain = is_known_receiver(context) && &*kind.kind != "anthropic-admin-key";
        let mut help = "send a key that is made for the Messages API (`sk-ant-api03-…` for the Claude API)".to_owned();
        if let Some(notes) = &kind.notes {
            help += &format!("; this kind: {notes}");
        }
        sink.push(
            RULE.at(
                credential.header,
                format!(
                    "`{}` holds a credential that does not open the Messages API: {} (`{}`)",
                    credential.header.name, kind.name, kind.prefix
                ),
            )
            .label(format!("{} by its prefix `{}`", kind.name, kind.prefix))
            .help(help)
            .uncertain_if(!is_certain)
            .response("E137", []),
        );
    }
}
