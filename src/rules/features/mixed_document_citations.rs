use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds requests in which citations are enabled on some documents but not on others.
    ///
    /// ## Why the API refuses it
    ///
    /// Citations must be enabled on all documents of a request or on none.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": [
    ///     {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Grass is green."}, "citations": {"enabled": true}},
    ///     {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "The sky is blue."}},
    ///     {"type": "text", "text": "What is green?"}
    ///   ]}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": [
    ///     {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Grass is green."}, "citations": {"enabled": true}},
    ///     {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "The sky is blue."}, "citations": {"enabled": true}},
    ///     {"type": "text", "text": "What is green?"}
    ///   ]}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The citations page. The text of the response was not seen. The page does not say whether documents in tool
    /// results count: if all documents of one kind are in tool results, it is a warning.
    PL740 "mixed-document-citations",
    summary: "citations are enabled on some documents but not on others",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/citations",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::Document], check),
}

/// Reports at most once for each request: at the first document without citations, if another has them.
fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let documents = payload.citations().documents;
    let (Some(on), Some(off)) = (documents.on, documents.off) else { return };
    if off != block.node {
        return;
    }
    sink.push(
        RULE.at(off, "citations are enabled on another document but not on this one")
            .label("no citations here")
            .uncertain_if(documents.differs_by_results())
            .related(on, "citations are enabled here")
            .help("add `\"citations\": {\"enabled\": true}` to all documents, or to none")
            .response_status(400, "invalid_request_error"),
    );
}
