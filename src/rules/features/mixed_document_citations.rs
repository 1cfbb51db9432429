use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds documents of which some have citations enabled and some have not.
    ///
    /// ## Why the API refuses it
    ///
    /// An answer cites or it does not: citations are enabled on all documents of a request or on none.
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
    /// The citations page. The words of the answer were not seen. Whether documents in tool results count is not said: a
    /// warning if all documents of one kind stand there.
    PL740 "mixed-document-citations",
    summary: "citations enabled on some documents only",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/citations",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::Document], check),
}

/// Speaks once a request: at the first document without citations, when another has them.
fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let documents = payload.citations().documents;
    let (Some(on), Some(off)) = (documents.on, documents.off) else { return };
    if off != block.node {
        return;
    }
    sink.push(
        RULE.at(off, "this document has no citations enabled, another has")
            .label("no citations here")
            .uncertain_if(documents.differs_by_results())
            .related(Anchor::from(on), "citations are enabled on this one")
            .help("add `\"citations\": {\"enabled\": true}` to every document, or to none")
            .response_status(400, "invalid_request_error"),
    );
}
