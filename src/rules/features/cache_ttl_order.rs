use crate::finding::Severity;
use crate::payload::{Breakpoint, Payload, Ttl};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a breakpoint with `ttl: "1h"` after a 5-minute one, in the order tools, system, messages. A breakpoint
    /// without `ttl` lasts 5 minutes.
    ///
    /// ## Why the API refuses it
    ///
    /// A prefix that is cached for an hour must not contain one that is cached for only 5 minutes.
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
    /// Live response, 2026-08 (E117). Whether the API also checks the breakpoint that the top-level `cache_control`
    /// sets was not seen, so that is a warning.
    PL702 "cache-ttl-order",
    summary: "a 1h cache breakpoint follows a 5m one",
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
    // A block and one nested in it have no clear order.
    let is_late = |other: &&Breakpoint<'_>| other.ttl() == Ttl::Hour && !short.holder.contains(other.holder.id());
    match later.iter().find(is_late) {
        Some(late) => push(late, short, sink),
        None => check_automatic(payload, short, sink),
    }
}

fn push(late: &Breakpoint<'_>, short: &Breakpoint<'_>, sink: &mut Sink) {
    let Some(ttl) = late.node.get("ttl") else { return };
    sink.push(
        RULE.at(ttl, "a 1h cache breakpoint follows a 5m one")
            .label("1 hour")
            .related(short.node, "5 minutes")
            .help("add `\"ttl\": \"1h\"` to the earlier breakpoint, or remove it from this one")
            .response("E117", [])
            .response_path(ResponsePath::Plain(ttl.into())),
    );
}

/// Checks the breakpoint that the top-level field sets on the last block.
fn check_automatic(payload: &Payload<'_>, short: &Breakpoint<'_>, sink: &mut Sink) {
    let Some(automatic) = payload.fields.cache_control.filter(|node| node.is_object()) else { return };
    let Some(ttl) = automatic.get("ttl").filter(|_| Ttl::of(automatic) == Ttl::Hour) else { return };
    let mut diagnostic = RULE
        .at(ttl, "the automatic 1h cache breakpoint on the last block follows a 5m one")
        .severity(Severity::Warning)
        .label("1 hour")
        .related(short.node, "5 minutes")
        .help("give both the same `ttl`");
    if payload.last_block() == Some(short.holder) {
        diagnostic = diagnostic.yields_to("automatic-cache-conflict", automatic);
    }
    sink.push(diagnostic);
}
