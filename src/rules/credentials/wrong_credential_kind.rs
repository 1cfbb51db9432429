use crate::mask::{Shown, quoted, shown};
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a credential of a known kind that does not work with the Messages API: an Admin API key (`sk-ant-admin…`),
    /// a refresh token, a session cookie, a key of another company.
    ///
    /// ## Why the API refuses it
    ///
    /// Each kind works with one API. How `/v1/messages` responds to an Admin API key is inferred, so that is a warning.
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
    /// `invalid x-api-key` (E137), reported for OpenAI keys and others. The kinds and their prefixes are in
    /// `schemas/credentials.json`.
    PL806 "wrong-credential-kind",
    summary: "a key type that does not work with the Messages API",
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
    for credential in context.credentials() {
        let Some(kind) = credential.kind().filter(|kind| !kind.for_messages) else { continue };
        // An unknown host may accept keys of other companies.
        let is_certain = context.has_known_receiver() && &*kind.kind != "anthropic-admin-key";
        let mut help = Shown::from("use a key for the Messages API (`sk-ant-api03-…` for the Claude API)");
        if let Some(notes) = &kind.notes {
            help = shown!("{help}; about this kind: {notes}", help, notes);
        }
        sink.push(
            RULE.at(
                credential.header,
                shown!(
                    "this key type does not work with the Messages API: {} (`{}`) in {}",
                    kind.name,
                    kind.prefix,
                    quoted(&credential.header.name)
                ),
            )
            .label(shown!("{}, according to its prefix `{}`", kind.name, kind.prefix))
            .help(help)
            .uncertain_if(!is_certain)
            .response("E137", [])
            .yields_to("quoted-credential", credential.header)
            .yields_to("whitespace-in-credential", credential.header),
        );
    }
}
