use crate::mask::{quoted, shown};
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request without `anthropic-version`. It is not reported if some of the headers are not known, or if the
    /// URL has an unknown host: a gateway may add the header.
    ///
    /// ## Why the API refuses it
    ///
    /// The API has no default version: each request must name the version that it was written for.
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
    /// Documented. The message (E134) comes in part from programs that imitate the API.
    PL813 "missing-version",
    summary: "a missing `anthropic-version` header",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/versioning",
    since: "0.1.0",
    responses: ["E134"],
    stage: Headers,
    check: Check::Head(check),
}

const HEADER: &str = "anthropic-version";

fn check(context: &Context<'_>, sink: &mut Sink) {
    let is_required = context.platform.required_headers.iter().any(|header| **header == *HEADER);
    // A gateway may add it.
    if !is_required || !context.lacks_header(HEADER) || !context.has_known_receiver() {
        return;
    }
    let latest = context.platform.versions.last().map_or("2023-06-01", |version| version);
    sink.push(
        RULE.at(Anchor::missing_header(HEADER), shown!("missing header `{HEADER}`", HEADER))
            .help(shown!("send `{HEADER}: 2023-06-01`, or {} for the newest behavior", quoted(latest), HEADER))
            .response("E134", []),
    );
}
