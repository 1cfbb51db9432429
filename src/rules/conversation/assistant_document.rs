use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `document` block in an `assistant` message, with API version `2026-10-21`.
    ///
    /// ## Why the API refuses it
    ///
    /// Earlier versions accept it. From this version on, documents come from the user, or are in the result of a tool.
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
    /// The version's migration guide, November 2026. The text of the response is unknown. Amazon Bedrock has the
    /// version only for models from 4.7 on: a warning there.
    PL354 "assistant-document",
    summary: "a document in an assistant message",
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
    if block.message.role != Role::Assistant || block.outer.is_some() || !payload.uses_version_2026_10_21() {
        return;
    }
    sink.push(
        RULE.at(block.type_node(), "`document` in an assistant message, with API version 2026-10-21")
            .label("not allowed in assistant messages")
            .related(block.message.role_node(), "this message has role `assistant`")
            .help("move it to the previous `user` message, or use `anthropic-version: 2023-06-01`")
            .uncertain_if(payload.may_ignore_version())
            .response_status(400, "invalid_request_error"),
    );
}
