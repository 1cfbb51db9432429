use crate::knowledge::{Endpoint, Support};
use crate::mask::shown;
use crate::payload::thinking_mode::INTERLEAVED_THINKING;
use crate::payload::{Payload, ThinkingType};
use crate::rules::{Check, Sink, phrasing, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `thinking.budget_tokens` that is not less than `max_tokens`.
    ///
    /// ## Why the API refuses it
    ///
    /// `max_tokens` limits thinking and the rest of the response together, so the budget must leave room for the
    /// latter.
    ///
    /// Not reported: requests with tools and the beta `interleaved-thinking-2025-05-14`, where the budget covers
    /// several thinking blocks and may be larger. If a request has tools and its betas are not known, this is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 2048, "thinking": {"type": "enabled", "budget_tokens": 2048},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 2048},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Recorded traffic, 2025-10: `` `max_tokens` must be greater than `thinking.budget_tokens` `` (E087).
    PL522 "budget-over-max-tokens",
    summary: "a thinking budget that is not less than `max_tokens`",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/extended-thinking",
    since: "0.1.0",
    responses: ["E087"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(thinking) = payload.thinking().filter(|thinking| thinking.kind == ThinkingType::Enabled) else { return };
    let Some((budget_node, budget)) = thinking.budget() else { return };
    let Some(limit_node) = payload.fields.max_tokens else { return };
    let Some(limit) = limit_node.as_saturated_u64() else { return };
    let is_count = payload.context.endpoint == Endpoint::CountTokens;
    let exception = may_exceed(payload);
    if budget < limit || is_count || exception == Support::Yes {
        return;
    }
    let minimum = payload.context.knowledge.limits().value("thinking.budget_tokens.minimum");
    let (shown, max_tokens) = (phrasing::number(budget_node), phrasing::number(limit_node));
    let mut help = shown!("raise `max_tokens` above {shown}, or lower the budget to {minimum} or more", shown, minimum);
    if exception == Support::Unknown {
        help = shown!(
            "{help}; with tools, the beta `{INTERLEAVED_THINKING}` allows a larger budget",
            help,
            INTERLEAVED_THINKING
        );
    }
    sink.push(
        RULE.at(
            budget_node,
            shown!(
                "`budget_tokens` must be less than `max_tokens`, but is {shown} with a `max_tokens` of {max_tokens}",
                shown,
                max_tokens
            ),
        )
        .label("must be less than `max_tokens`")
        .related(limit_node, "`max_tokens` includes thinking")
        .help(help)
        .uncertain_if(exception == Support::Unknown)
        .response("E087", [])
        .yields_to("value-out-of-range", budget_node)
        .yields_to("zero-max-tokens-conflict", limit_node)
        .yields_to("thinking-type-not-supported", thinking.tag),
    );
}

/// Whether interleaved thinking lifts the limit, as far as is known.
fn may_exceed(payload: &Payload<'_>) -> Support {
    let has_tools = payload.fields.tools.is_some_and(|tools| !tools.is_array() || !tools.is_empty());
    if has_tools { payload.interleaved_thinking() } else { Support::No }
}
