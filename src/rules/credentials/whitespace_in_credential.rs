use crate::mask::{quoted, shown};
use crate::payload::Context;
use crate::payload::credentials::Content;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a space, tab or line break in or around a credential.
    ///
    /// ## Why the API refuses it
    ///
    /// A key must match exactly. A trailing newline comes from `echo` or from a pasted line. Most clients do not strip
    /// it, and some refuse to send it at all.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-abcdefgh\n", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// `invalid x-api-key` for a key with whitespace around it (E137).
    PL803 "whitespace-in-credential",
    summary: "whitespace in or around an API key",
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
    for credential in context.credentials().filter(|credential| credential.has_whitespace) {
        if !matches!(credential.content, Content::Key(_)) {
            continue;
        }
        let value = &*credential.header.value;
        let what = match () {
            () if value.contains(['\n', '\r']) => "newline",
            () if value.contains('\t') => "tab",
            () => "space",
        };
        let (position, help) = match (value.trim_start() == value, value.trim_end() == value) {
            (true, true) => ("inside", "remove it: the value may contain `Bearer ` twice, or two credentials"),
            (starts_clean, ends_clean) => (
                if ends_clean {
                    "leading"
                } else if starts_clean {
                    "trailing"
                } else {
                    "leading and trailing"
                },
                "strip it where the key is read, as in `key.strip()`; a file written with `echo` ends with a newline",
            ),
        };
        let message = match position {
            "inside" => shown!("credential in {} contains a {what}", quoted(&credential.header.name), what),
            _ => shown!("credential in {} has a {position} {what}", quoted(&credential.header.name), position, what),
        };
        sink.push(
            RULE.at(credential.header, message)
                .label(match position {
                    "inside" => shown!("contains a {what}", what),
                    _ => shown!("{position} {what}", position, what),
                })
                .help(help)
                .response("E137", [])
                .yields_to("quoted-credential", credential.header),
        );
    }
}
