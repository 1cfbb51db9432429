use crate::mask::shown;
use crate::payload::Context;
use crate::placeholder::looks_random;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds what looks like a working credential in a file: a recording, a fixture, a script.
    ///
    /// ## Why this matters
    ///
    /// Anyone who can read the file can use the key. Recorders can be configured to remove credentials.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-Zq8Rk2LmV7tYw4NcXb1JdHs6GfPa9Ue3oIi5TzKx0QvBnCmDlErFjAyWgShOuPx-AbCdEfGhIj", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// The documentation says to keep keys out of shared files. A value counts as a secret if it has a known prefix and
    /// is long and irregular.
    PL812 "leaked-credential",
    summary: "a credential in a file",
    severity: Warning,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/manage-claude/authentication",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for credential in context.credentials().filter(|credential| credential.header.span.is_some()) {
        let Some(kind) = credential.kind() else { continue };
        if !looks_random(credential.secret.get(kind.prefix.len()..).unwrap_or_default()) {
            continue;
        }
        let length = credential.secret.chars().count();
        sink.push(
            RULE.at(
                credential.header,
                shown!("this file contains a credential: {}, {length} characters", kind.name, length),
            )
            .label("usable by anyone who can read the file")
            .help("revoke the key if the file was shared, and configure the recorder to remove or replace the header")
            .yields_to("quoted-credential", credential.header)
            .yields_to("whitespace-in-credential", credential.header),
        );
    }
}
