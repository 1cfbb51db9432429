use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::Endpoint;
use crate::mask::shown;
use crate::payload::{Payload, Ttl, non_null};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds fields that the API accepts and ignores: `compaction` and `billing_policy` in a request that only counts
    /// tokens, and a top-level `cache_control` if the last block already has a breakpoint with the same `ttl`.
    ///
    /// Other rules report what only some models ignore (`fast-mode-not-supported`, `unsupported-system-message`), betas
    /// (`beta-without-field`) and files (`upload-in-finished-turn`).
    ///
    /// ## Why this matters
    ///
    /// The request succeeds, but does not do what the field says.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "cache_control": {"type": "ephemeral"},
    ///   "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}]}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "cache_control": {"type": "ephemeral"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The official SDKs of 2026-11-24 for counting tokens; the page on prompt caching for the breakpoint.
    PL785 "field-without-effect",
    summary: "a field that the API accepts and ignores",
    severity: Info,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let fields = &payload.fields;
    if payload.context.endpoint == Endpoint::CountTokens {
        for (name, value) in [("compaction", fields.compaction), ("billing_policy", fields.billing_policy)] {
            let Some(value) = non_null(value) else { continue };
            sink.push(
                RULE.at(value, shown!("{} has no effect when tokens are counted", quoted(name)))
                    .label("accepted and ignored")
                    .help(shown!("remove {}, or leave it if the same body is sent to `/v1/messages`", quoted(name))),
            );
        }
    }
    let Some(automatic) = fields.cache_control.filter(Node::is_object) else { return };
    let last = payload.last_block();
    let own = payload.breakpoints().iter().find(|breakpoint| Some(breakpoint.holder) == last);
    // An unknown `ttl` can mean anything.
    if let Some(own) = own.filter(|own| own.ttl() == Ttl::of(automatic) && own.ttl() != Ttl::Unknown) {
        sink.push(
            RULE.at(automatic, "automatic caching has no effect: the last block has a breakpoint with the same `ttl`")
                .label("same breakpoint as that of the last block")
                .related(own.node, "`cache_control` of the last block")
                .help("remove one of the two"),
        );
    }
}
