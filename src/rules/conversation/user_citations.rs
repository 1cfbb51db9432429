use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

use super::version::{is_2026_10_21, is_doubtful};

rule! {
    /// ## What it does
    ///
    /// Finds a `text` block of a user's message that carries citations, under API version `2026-10-21`.
    ///
    /// ## Why the API refuses it
    ///
    /// Citations are what the model adds to its answer. Under earlier versions the API accepts and ignores them in the
    /// user's text. `citations: {"enabled": true}` on documents and search results is another thing, and stays.
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
    /// The migration guide of the version, November 2026. The words of the answer were not seen. Inside a tool's
    /// result nobody has tried: a warning, as on Amazon Bedrock, where the version is there for models from 4.7 on
    /// alone.
    PL355 "user-citations",
    summary: "citations in a user's text",
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
    if !citations.is_array() || citations.is_empty() || !is_2026_10_21(payload) {
        return;
    }
    let untried = block.outer.is_some_and(|(_, kind)| kind != BlockKind::SearchResult);
    sink.push(
        RULE.at(key, "citations in a user's text, under API version 2026-10-21")
            .label("only the assistant cites")
            .help("leave `citations` out of the text, or send `anthropic-version: 2023-06-01`")
            .uncertain_if(untried || is_doubtful(payload))
            .response_status(400, "invalid_request_error"),
    );
}
