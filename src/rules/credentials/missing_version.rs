use crate::finding::Severity;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

use super::{is_absent, is_known_receiver};

rule! {
    /// ## What it does
    ///
    /// Finds a request whose headers are all known and lack `anthropic-version`.
    ///
    /// ## Why the API refuses it
    ///
    /// The API has no default version: each request says which behaviour it was written for.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Documented; the words of the answer (row E134) are partly from programs that imitate the API.
    PL813 "missing-version",
    summary: "the header `anthropic-version` is missing",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/versioning",
    since: "0.1.0",
    responses: ["E134"],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let name = "anthropic-version";
    if !context.platform.required_headers.iter().any(|header| **header == *name) || !is_absent(context, name) {
        return;
    }
    let latest = context.platform.versions.last().map_or("2023-06-01", |version| version);
    sink.push(
        RULE.at(Anchor::Header(name.to_owned(), None), "the header `anthropic-version` is missing")
            .help(format!("send `anthropic-version: 2023-06-01`, or `{latest}` for the newest behaviour"))
            .severity(if is_known_receiver(context) { Severity::Error } else { Severity::Warning })
            .response("E134", []),
    );
}
