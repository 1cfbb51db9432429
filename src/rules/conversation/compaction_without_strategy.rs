use crate::json::Node;
use crate::knowledge::{Endpoint, Support};
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `compaction` block in a request that has neither the context edit that makes such blocks
    /// (`compact_20260112`) nor the beta for compaction on demand (`compact-2026-09-04`).
    ///
    /// ## Why the API refuses it
    ///
    /// A conversation that was compacted needs the strategy for as long as it has the block. Clients drop it when a feature
    /// is switched off, or in a side request such as one for a title.
    ///
    /// It is not reported if it is not known which betas the request has.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=compact-2026-01-12
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "assistant", "content": [{"type": "compaction", "content": "We planned a trip."}]},
    ///   {"role": "user", "content": "Where to?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=compact-2026-01-12
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "context_management": {"edits": [{"type": "compact_20260112"}]}, "messages": [
    ///   {"role": "assistant", "content": [{"type": "compaction", "content": "We planned a trip."}]},
    ///   {"role": "user", "content": "Where to?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// A live response of 2026-09-26 on claude-opus-5-5, quoted in public code:
    /// `` messages.1.content.0: `compaction` blocks require a `compact_20260112` strategy in `context_management.edits`. ``
    PL386 "compaction-without-strategy",
    summary: "a `compaction` block without the context edit for it",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-26",
    source: "https://platform.claude.com/docs/en/build-with-claude/compaction",
    since: "0.1.0",
    responses: ["K10"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

/// With one of these, a request may have compaction blocks.
const ON_DEMAND: &str = "compact-2026-09-04";
const THRESHOLD: &str = "compact-2026-01-12";

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    // A compaction that failed has no content and is ignored.
    let Some(block) = payload.blocks().iter().find(|block| block.is_summary()) else { return };
    let context = payload.context;
    let is_strategy = |edit: Node<'_>| edit.get("type").is_some_and(|kind| kind.is_str("compact_20260112"));
    // Without either beta, the block itself is not known to the API.
    let lacks_only_strategy = context.beta(ON_DEMAND) == Support::No && context.beta(THRESHOLD) == Support::Yes;
    if !lacks_only_strategy || context.endpoint == Endpoint::CountTokens || payload.context_edits().any(is_strategy) {
        return;
    }
    sink.push(
        RULE.at(block.type_node(), "`compaction` without a `compact_20260112` edit in `context_management`")
            .label("needs the edit")
            .help("add `\"context_management\": {\"edits\": [{\"type\": \"compact_20260112\"}]}` to each request with this block")
            .uncertain_if(!context.is_first_party())
            .response("K10", []),
    );
}
