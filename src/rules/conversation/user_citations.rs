use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `text` block with citations in a `user` message, with API version `2026-10-21`.
    ///
    /// ## Why the API refuses it
    ///
    /// The model adds citations to its responses. Earlier versions accept and ignore them in the user's text.
    /// `citations: {"enabled": true}` on documents and search results is something else, and still allowed.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"request_headers": {"anthropic-version": "2026-10-21"},
    ///  "body": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": [{"type": "text", "text": "It is sunny.",
    ///     "citations": [{"type": "char_location", "cited_text": "Sunny", "document_index": 0, "document_title": null, "start_char_index": 0, "end_char_index": 5}]}]}
    /// ]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"request_headers": {"anthropic-version": "2026-10-21"},
    ///  "body": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The version's migration guide, November 2026. The text of the response is unknown. A warning inside a tool
    /// result, which has not been tested, and on Amazon Bedrock, which has the version only for models from 4.7 on.
    PL355 "user-citations",
    summary: "citations in a user's text block",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/migration-2026-10-21",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::Text], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    if block.message.role != Role::User {
        return;
    }
    let Some((key, citations)) = block.node.member("citations") else { return };
    if !citations.is_array() || citations.is_empty() || !payload.uses_version_2026_10_21() {
        return;
    }
    let is_untested = block.outer.is_some_and(|(_, kind)| kind != BlockKind::SearchResult);
    sink.push(
        RULE.at(key, "`citations` in a user's text block, with API version 2026-10-21")
            .label("only allowed in assistant messages")
            .help("remove `citations` from the text block, or use `anthropic-version: 2023-06-01`")
            .uncertain_if(is_untested || payload.may_ignore_version())
            .response_status(400, "invalid_request_error"),
    );
}
