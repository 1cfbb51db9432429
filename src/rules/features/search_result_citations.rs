use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds requests in which citations are enabled on some search results but not on others, and search results
    /// without citations in a request with a web search tool.
    ///
    /// ## Why the API refuses it
    ///
    /// Citations must be enabled on all search results of a request or on none. Web search always produces citations,
    /// so with it they must be enabled.
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
    /// The search results page. The text of the response was not seen.
    PL741 "search-result-citations",
    summary: "citations are enabled on some search results but not on others",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/search-results",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::SearchResult], check),
}

/// Reports at most once for each request: at the first search result without citations.
fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let results = payload.citations().search_results;
    let Some(off) = results.off.filter(|off| *off == block.node) else { return };
    let diagnostic = RULE.at(off, "citations are not enabled on this search result").label("no citations here");
    let diagnostic = match (results.on, web_search(payload)) {
        (Some(on), _) => diagnostic
            .related(on, "citations are enabled here")
            .help("add `\"citations\": {\"enabled\": true}` to all search results, or to none"),
        (None, Some(tool)) => diagnostic
            .related(tool, "web search requires citations")
            .help("add `\"citations\": {\"enabled\": true}` to all search results, or remove the web search tool"),
        (None, None) => return,
    };
    sink.push(diagnostic.response_status(400, "invalid_request_error"));
}

fn web_search(payload: &Payload<'_>) -> Option<Anchor> {
    let knowledge = payload.context.knowledge;
    let is_web_search =
        |tool: &&crate::payload::Tool<'_>| tool.facts(knowledge).is_some_and(|facts| *facts.family == *"web_search");
    Some(payload.tools().iter().find(is_web_search)?.node.into())
}
