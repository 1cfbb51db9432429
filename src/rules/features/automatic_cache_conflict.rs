use crate::json::Node;
use crate::mask::shown;
use crate::payload::{Breakpoint, Payload, Ttl};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a top-level `cache_control` (automatic caching) that cannot set its breakpoint: all four are already used,
    /// or the last block has one with a different `ttl`.
    ///
    /// ## Why the API refuses it
    ///
    /// Automatic caching sets a breakpoint on the last block, which counts as one of the four.
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
    /// The prompt caching page. The text of the response was not seen.
    PL703 "automatic-cache-conflict",
    summary: "automatic caching cannot set its breakpoint",
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
    let limit = payload.context.knowledge.limits().value("cache.breakpoints") as usize;
    let last = payload.last_block();
    let own = breakpoints.iter().find(|breakpoint| Some(breakpoint.holder) == last);
    let diagnostic = match own {
        Some(own) if !is_same(own, automatic) => RULE
            .at(automatic, "automatic caching conflicts with the `ttl` of the last block")
            .label("different `ttl` than the last block")
            .related(own.node, "`cache_control` of the last block")
            .help("remove one of the two, or give both the same `ttl`"),
        // The two are one breakpoint.
        Some(_) => return,
        None if breakpoints.len() >= limit => {
            let diagnostic = RULE
                .at(
                    automatic,
                    shown!("automatic caching needs one of the {limit} cache breakpoints, but all are used", limit),
                )
                .label("no breakpoint left")
                .help("remove this field or one of the breakpoints");
            let diagnostic =
                breakpoints.iter().take(limit).enumerate().fold(diagnostic, |diagnostic, (index, other)| {
                    diagnostic.related(other.node, shown!("breakpoint {}", index + 1))
                });
            match breakpoints.get(limit) {
                Some(first_over) => diagnostic.yields_to("too-many-cache-breakpoints", first_over.node),
                None => diagnostic,
            }
        }
        None => return,
    };
    sink.push(diagnostic.response_status(400, "invalid_request_error"));
}

/// Whether both keep their prefix for the same time, or may do so: an unknown `ttl` can mean anything.
fn is_same(own: &Breakpoint<'_>, automatic: Node<'_>) -> bool {
    let (left, right) = (own.ttl(), Ttl::of(automatic));
    left == right || left == Ttl::Unknown || right == Ttl::Unknown
}
