use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Counts the cache breakpoints (`cache_control`) of tools, system and messages, including those inside tool
    /// results, and points at the first one over the limit.
    ///
    /// ## Why the API refuses it
    ///
    /// A request can have four. Frameworks that mark every turn, and gateways that add breakpoints of their own, exceed
    /// the limit when the conversation grows.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "system": [
    ///     {"type": "text", "text": "One", "cache_control": {"type": "ephemeral"}},
    ///     {"type": "text", "text": "Two", "cache_control": {"type": "ephemeral"}},
    ///     {"type": "text", "text": "Three", "cache_control": {"type": "ephemeral"}},
    ///     {"type": "text", "text": "Four", "cache_control": {"type": "ephemeral"}}
    ///   ],
    ///   "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}]}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// A breakpoint covers everything before it, so one at the end of `system` replaces all four.
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "system": [
    ///     {"type": "text", "text": "One"},
    ///     {"type": "text", "text": "Two", "cache_control": {"type": "ephemeral"}}
    ///   ],
    ///   "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}]}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response, 2026-09-10 (E116).
    PL701 "too-many-cache-breakpoints",
    summary: "more than four cache breakpoints",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    since: "0.1.0",
    responses: ["E116"],
    stage: Conversation,
    check: Check::Request(check),
}

/// How many of the other breakpoints are shown.
const MAX_SHOWN: usize = 8;

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let breakpoints = payload.breakpoints();
    if breakpoints.is_empty() {
        return;
    }
    let limit = payload.context.knowledge.limits().value("cache.breakpoints") as usize;
    let Some(first_over) = breakpoints.get(limit) else { return };
    let found = breakpoints.len();
    let mut diagnostic = RULE
        .at(first_over.node, shown!("{found} cache breakpoints; the limit is {limit}", found, limit))
        .label(shown!("breakpoint {}", limit + 1))
        .help(
            "keep only the last breakpoint of each stable part (tools, system, history): it \
             covers everything before it",
        )
        .response("E116", [("n", found.to_string())]);
    for (index, other) in breakpoints.iter().enumerate().filter(|(index, _)| *index != limit).take(MAX_SHOWN) {
        diagnostic = diagnostic.related(other.node, shown!("breakpoint {}", index + 1));
    }
    sink.push(diagnostic);
}
