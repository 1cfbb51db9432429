use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds search results of which only some have citations enabled, and search results without citations beside a
    /// web search tool.
    ///
    /// ## Why the API refuses it
    ///
    /// Citations are enabled on all search results of a request or on none; web search always cites, so that with it
    /// they must be enabled.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": [
    ///     {"type": "search_result", "source": "a.html", "title": "A", "content": [{"type": "text", "text": "Grass is green."}], "citations": {"enabled": true}},
    ///     {"type": "search_result", "source": "b.html", "title": "B", "content": [{"type": "text", "text": "The sky is blue."}]},
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
    ///     {"type": "search_result", "source": "a.html", "title": "A", "content": [{"type": "text", "text": "Grass is green."}], "citations": {"enabled": true}},
    ///     {"type": "search_result", "source": "b.html", "title": "B", "content": [{"type": "text", "text": "The sky is blue."}], "citations": {"enabled": true}},
    ///     {"type": "text", "text": "What is green?"}
    ///   ]}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The search results page. The words of the answer were not seen.
    PL741 "search-result-citations",
    summary: "citations enabled on some search results only",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/search-results",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::SearchResult], check),
}

/// Speaks once a request: at the first search result without citations.
fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let results = payload.citations().search_results;
    let Some(off) = results.off.filter(|off| *off == block.node) else { return };
    let diagnostic = RULE.at(off, "this search result has no citations enabled").label("no citations here");
    let diagnostic = match (results.on, web_search(payload)) {
        (Some(on), _) => diagnostic
            .related(Anchor::from(on), "citations are enabled on this one")
            .help("add `\"citations\": {\"enabled\": true}` to every search result, or to none"),
        (None, Some(tool)) => diagnostic
            .related(tool, "web search asks for citations")
            .help("add `\"citations\": {\"enabled\": true}` to every search result, or remove the web search tool"),
        (None, None) => return,
    };
    sink.push(diagnostic.response_status(400, "invalid_request_error"));
}

fn web_search(payload: &Payload<'_>) -> Option<Anchor> {
    let is_web_search =
        |kind: &str| payload.context.knowledge.tools().find(kind).is_some_and(|tool| &*tool.family == "web_search");
    let tool = payload.tools().iter().find(|tool| tool.tag().is_some_and(|tag| is_web_search(&tag)))?;
    Some(tool.node.into())
}
