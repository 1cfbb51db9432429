use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

use super::is_absent;

rule! {
    /// ## What it does
    ///
    /// Finds a request to the Claude Platform on AWS whose headers are all known and lack `anthropic-workspace-id`.
    ///
    /// ## Why the API refuses it
    ///
    /// An AWS account can have several workspaces; the header says which one pays.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://aws-external-anthropic.us-east-1.api.aws/v1/messages", "headers": {"x-api-key": "AEAAfake", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://aws-external-anthropic.us-east-1.api.aws/v1/messages", "headers": {"x-api-key": "AEAAfake", "anthropic-workspace-id": "wrkspc_01", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Documented; the words of the answer were not seen.
    PL816 "missing-workspace-id",
    summary: "Claude Platform on AWS needs `anthropic-workspace-id`",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/claude-platform-on-aws",
    since: "0.1.0",
    responses: [],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let name = "anthropic-workspace-id";
    if context.platform.required_headers.iter().any(|header| **header == *name) && is_absent(context, name) {
        sink.push(
            RULE.at(Anchor::Header(name.to_owned(), None), format!("the header `{name}` is missing"))
                .help(format!("send `{name}: wrkspc_…`, as the console shows it"))
                .response_status(400, "invalid_request_error"),
        );
    }
}
