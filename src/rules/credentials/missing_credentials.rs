use crate::finding::Severity;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

use super::{HEADERS, is_absent, is_known_receiver};

rule! {
    /// ## What it does
    ///
    /// Finds a request whose headers are all known and that presents no credential: neither `x-api-key` nor `authorization`
    /// (on Microsoft Foundry also `api-key`).
    ///
    /// Headers that a recorder kept are never complete, so a cassette without a key is no fault.
    ///
    /// ## Why the API refuses it
    ///
    /// Nobody can be billed for it: the answer is 401.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Documented. The words `x-api-key header is required` (row E136) are of a live answer, 2026-09-18.
    PL801 "missing-credentials",
    summary: "no credential is sent",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/manage-claude/authentication",
    since: "0.1.0",
    responses: ["E136"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    if !HEADERS.iter().all(|name| is_absent(context, name)) {
        return;
    }
    let severity = if is_known_receiver(context) { Severity::Error } else { Severity::Warning };
    let header = context.platform.auth_headers.first().map_or("x-api-key", |name| name);
    sink.push(
        RULE.at(Anchor::Header(header.to_owned(), None), "the request presents no credential")
            .help(format!(
                "send the key in the header `{header}`; if code adds it later, say that the headers are partial"
            ))
            .severity(severity)
            .response("E136", []),
    );
}
