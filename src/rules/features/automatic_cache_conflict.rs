use crate::json::Node;
use crate::payload::{Breakpoint, Payload, Ttl};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a top-level `cache_control` (automatic caching) that finds no place: four breakpoints are set already, or
    /// the last block has one with another `ttl`.
    ///
    /// ## Why the API refuses it
    ///
    /// Automatic caching sets a breakpoint at the last block, and that is one of the four.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "cache_control": {"type": "ephemeral"},
    ///   "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "cache_control": {"type": "ephemeral", "ttl": "1h"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The prompt caching page. The words of the answer were not seen.
    PL703 "automatic-cache-conflict",
    summary: "automatic caching without a place for its breakpoint",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(automatic) = payload.fields.cache_control.filter(|node| node.is_object()) else { return };
    let breakpoints = payload.breakpoints();
    let most = payload.context.knowledge.limits().value("cache.breakpoints") as usize;
    let last = last_block(payload);
    let own = breakpoints.iter().find(|breakpoint| Some(breakpoint.holder) == last);
    let diagnostic = match own {
        Some(own) if !is_same(own, automatic) => RULE
            .at(automatic, "automatic caching marks the last block, which has a `cache_control` with another `ttl`")
            .label("another time than the last block's")
            .related(Anchor::from(own.node), "the last block's own")
            .help("remove one of the two, or give both the same `ttl`"),
        // The same breakpoint twice is one.
        Some(_) => return,
        None if breakpoints.len() == most => {
            let diagnostic = RULE
                .at(automatic, format!("automatic caching needs one of the {most} breakpoints, and all are set"))
                .label("no breakpoint left for this")
                .help("remove this field, or one of the breakpoints");
            breakpoints.iter().enumerate().fold(diagnostic, |diagnostic, (index, other)| {
                diagnostic.related(Anchor::from(other.node), format!("number {}", index + 1))
            })
        }
        None => return,
    };
    sink.push(diagnostic.response_status(400, "invalid_request_error"));
}

/// Times that the API does not know are told by the schema.
fn is_same(own: &Breakpoint<'_>, automatic: Node<'_>) -> bool {
    let (left, right) = (own.ttl(), Ttl::of(automatic));
    left == right || left == Ttl::Unknown || right == Ttl::Unknown
}

/// The last block of the request.
pub(super) fn last_block<'a>(payload: &Payload<'a>) -> Option<Node<'a>> {
    let content = payload.messages().last()?.content?;
    content.items().last()
}
