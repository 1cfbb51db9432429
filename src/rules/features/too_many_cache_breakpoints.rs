use crate::payload::Payload;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Counts the cache breakpoints (`cache_control`) of tools, system and messages, those inside tool results
    /// included, and points at the first that is one too many.
    ///
    /// ## Why the API refuses it
    ///
    /// A request has four. Frameworks that mark every turn, and gateways that add marks of their own, go over it when
    /// the conversation grows.
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
    /// A breakpoint covers everything before it, so that one at the end of `system` does for all four.
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
    /// Live answer, 2026-09-10: `A maximum of 4 blocks with cache_control may be provided. Found 5.` (row E116 of the
    /// catalogue).
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

/// How many of the others are shown.
const SHOWN: usize = 8;

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let breakpoints = payload.breakpoints();
    if breakpoints.is_empty() {
        return;
    }
    let most = payload.context.knowledge.limits().value("cache.breakpoints") as usize;
    let Some(first) = breakpoints.get(most) else { return };
    let found = breakpoints.len();
    let mut diagnostic = RULE
        .at(first.node, format!("{found} cache breakpoints, of which a request may have {most}"))
        .label(format!("number {}", most + 1))
        .help("keep the last of each stable part (tools, system, history): a breakpoint covers everything before it")
        .response("E116", [("n", found.to_string())]);
    for (index, other) in breakpoints.iter().enumerate().filter(|(index, _)| *index != most).take(SHOWN) {
        diagnostic = diagnostic.related(Anchor::from(other.node), format!("number {}", index + 1));
    }
    sink.push(diagnostic);
}
