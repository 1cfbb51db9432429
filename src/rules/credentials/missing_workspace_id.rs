use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request to Claude Platform on AWS without `anthropic-workspace-id`. It is not reported if some of the
    /// headers are not known.
    ///
    /// ## Why the API refuses it
    ///
    /// An AWS account can have several workspaces; the header determines which one is billed.
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
    /// Documented. The message has not been seen.
    PL816 "missing-workspace-id",
    summary: "a missing `anthropic-workspace-id` header for Claude Platform on AWS",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/claude-platform-on-aws",
    since: "0.1.0",
    responses: [],
    stage: Headers,
    check: Check::Head(check),
}

const HEADER: &str = "anthropic-workspace-id";

fn check(context: &Context<'_>, sink: &mut Sink) {
    let is_required = context.platform.required_headers.iter().any(|header| **header == *HEADER);
    if is_required && context.lacks_header(HEADER) {
        sink.push(
            RULE.at(Anchor::missing_header(HEADER), shown!("missing header `{HEADER}`", HEADER))
                .help(shown!("send `{HEADER}: wrkspc_…`, with the ID from the console", HEADER))
                .response_status(400, "invalid_request_error"),
        );
    }
}
