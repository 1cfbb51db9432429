use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

use super::tool::type_node;
use super::version::{is_2026_10_21, is_doubtful};

rule! {
    /// ## What it does
    ///
    /// Finds a `document` block in an assistant's message, under API version `2026-10-21`.
    ///
    /// ## Why the API refuses it
    ///
    /// Under earlier versions the API accepts it. From this one on documents come from the user, or lie in the result
    /// of a tool.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"request_headers": {"anthropic-version": "2026-10-21"},
    ///  "body": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Sunny."}}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"request_headers": {"anthropic-version": "2026-10-21"},
    ///  "body": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": [{"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Sunny."}}, {"type": "text", "text": "Summarise it."}]}
    /// ]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The migration guide of the version, November 2026. The words of the answer were not seen. On Amazon Bedrock the
    /// version is there for models from 4.7 on alone: a warning.
    PL354 "assistant-document",
    summary: "a document in an assistant's message",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/migration-2026-10-21",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    if block.message.role != Role::Assistant || block.outer.is_some() || !is_2026_10_21(payload) {
        return;
    }
    sink.push(
        RULE.at(type_node(block), "a `document` in an assistant's message, under API version 2026-10-21")
            .label("not in an `assistant` message")
            .related(block.message.role_node(), "this message is the assistant's")
            .help("move it to the user's message before, or send `anthropic-version: 2023-06-01`")
            .uncertain_if(is_doubtful(payload))
            .response_status(400, "invalid_request_error"),
    );
}
