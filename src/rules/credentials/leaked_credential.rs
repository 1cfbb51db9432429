use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

use super::{Condition, presented};

rule! {
    /// ## What it does
    ///
    /// Finds what looks like a working credential in a header that a file holds: a recording, a fixture, a script.
    ///
    /// ## Why the API refuses it
    ///
    /// The API does not mind; whoever reads the file can use the key. Recorders can be told to leave credentials out.
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
    /// The documentation asks to keep keys out of files that are shared. A text is taken for a secret when it has a known prefix and is long and irregular.
    PL812 "leaked-credential",
    summary: "a credential stands in a file",
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
    for credential in presented(context) {
        let Condition::Known(kind) = credential.condition else { continue };
        if credential.header.span.is_none() || !looks_random(credential.secret.get(kind.prefix.len()..).unwrap_or("")) {
            continue;
        }
        let length = credential.secret.chars().count();
        sink.push(
            RULE.at(credential.header, format!("this file holds a credential: {}, {length} characters", kind.name))
                .label("anyone who reads the file can use it")
                .help("revoke the key if the file was shared, and let the recorder drop or replace the header"),
        );
    }
}

/// Long, and of many different characters: not a word that somebody typed.
fn looks_random(secret: &str) -> bool {
    let mut seen = [false; 128];
    secret.bytes().filter(u8::is_ascii).for_each(|byte| seen[usize::from(byte)] = true);
    secret.len() >= 32 && seen.iter().filter(|seen| **seen).count() >= 16
}
