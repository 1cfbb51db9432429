use crate::finding::Severity;
use crate::payload::{Breakpoint, Payload, Ttl};
use crate::rules::{Anchor, Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a breakpoint with `ttl: "1h"` behind one of five minutes, in the order tools, system, messages. A
    /// breakpoint without `ttl` is one of five minutes.
    ///
    /// ## Why the API refuses it
    ///
    /// What is kept for an hour must be a prefix of what is kept for five minutes.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
    ///   "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
    ///   "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}]}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer, 2026-08: row E117 of the catalogue. That the breakpoint which the top-level `cache_control` sets is
    /// judged in the same way was not seen: a warning.
    PL702 "cache-ttl-order",
    summary: "a cache breakpoint of an hour behind one of five minutes",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    since: "0.1.0",
    responses: ["E117"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let breakpoints = payload.breakpoints();
    let Some(at) = breakpoints.iter().position(|breakpoint| breakpoint.ttl() == Ttl::Short) else { return };
    let (short, later) = (&breakpoints[at], &breakpoints[at + 1..]);
    // Of a block and one nested in it, neither is clearly before the other.
    let is_late = |other: &&Breakpoint<'_>| other.ttl() == Ttl::Hour && !short.holder.contains(other.holder.id());
    match later.iter().find(is_late) {
        Some(late) => push(late, short, sink),
        None => check_automatic(payload, short, sink),
    }
}

fn push(late: &Breakpoint<'_>, short: &Breakpoint<'_>, sink: &mut Sink) {
    let Some(ttl) = late.node.get("ttl") else { return };
    sink.push(
        RULE.at(ttl, "a cache breakpoint of one hour stands behind one of five minutes")
            .label("one hour")
            .related(Anchor::from(short.node), "five minutes")
            .help("give the earlier breakpoint `\"ttl\": \"1h\"` too, or leave this one at five minutes")
            .response("E117", [])
            .response_path(ResponsePath::Plain(ttl.into())),
    );
}

/// The top-level field marks the last block.
fn check_automatic(payload: &Payload<'_>, short: &Breakpoint<'_>, sink: &mut Sink) {
    let Some(automatic) = payload.fields.cache_control.filter(|node| node.is_object()) else { return };
    let Some(ttl) = automatic.get("ttl").filter(|_| Ttl::of(automatic) == Ttl::Hour) else { return };
    // The same block with two times is told by a rule of its own.
    if super::automatic_cache_conflict::last_block(payload).is_some_and(|last| last == short.holder) {
        return;
    }
    sink.push(
        RULE.at(ttl, "the automatic breakpoint of one hour, at the last block, stands behind one of five minutes")
            .severity(Severity::Warning)
            .label("one hour")
            .related(Anchor::from(short.node), "five minutes")
            .help("give both the same `ttl`"),
    );
}
