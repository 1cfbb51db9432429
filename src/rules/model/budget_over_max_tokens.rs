use crate::knowledge::{Endpoint, Support};
use crate::payload::{Payload, ThinkingType};
use crate::rules::{Anchor, Check, Sink, rule};

use super::thinking_type_not_supported::fact_of;

rule! {
    /// ## What it does
    ///
    /// Finds `thinking.budget_tokens` that is as large as `max_tokens`, or larger.
    ///
    /// ## Why the API refuses it
    ///
    /// `max_tokens` covers thinking and answer together: a budget that takes all of it leaves nothing for the answer.
    /// With tools and the beta `interleaved-thinking-2025-05-14` the budget counts for several thoughts and may be
    /// larger; such a request is left alone, and so is one with tools of which the betas are not known.
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
    /// Recorded traffic, 2025-10: `` `max_tokens` must be greater than `thinking.budget_tokens` `` (row E087 of the
    /// catalogue).
    PL522 "budget-over-max-tokens",
    summary: "a thinking budget that leaves nothing of `max_tokens`",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/extended-thinking",
    since: "0.1.0",
    responses: ["E087"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

const INTERLEAVED: &str = "interleaved-thinking-2025-05-14";

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(thinking) = payload.thinking().filter(|thinking| thinking.kind == ThinkingType::Enabled) else { return };
    let Some((node, budget)) = thinking.budget() else { return };
    let Some((limit_node, limit)) = payload.fields.max_tokens.and_then(|node| Some((node, node.as_u64()?))) else {
        return;
    };
    let minimum = payload.context.knowledge.limits().value("thinking.budget_tokens.minimum");
    // Less than the minimum is told as such, and `max_tokens: 0` by a rule of its own.
    let is_told_elsewhere = budget < minimum || limit == 0 || refuses_budgets(payload);
    let counts = payload.context.endpoint == Endpoint::CountTokens;
    if budget < limit || is_told_elsewhere || counts || may_exceed(payload) {
        return;
    }
    sink.push(
        RULE.at(
            node,
            format!("the thinking budget of {budget} tokens leaves nothing of `max_tokens`, which is {limit}"),
        )
        .label("must be below `max_tokens`")
        .related(Anchor::from(limit_node), "`max_tokens` covers thinking and answer")
        .help(format!("raise `max_tokens` above {budget}, or lower the budget (at least {minimum})"))
        .response("E087", []),
    );
}

fn refuses_budgets(payload: &Payload<'_>) -> bool {
    payload.context.model.facts.is_some_and(|model| fact_of(model, ThinkingType::Enabled).value == Support::No)
}

/// Whether interleaved thinking lifts the limit, or may do so for all that is known.
fn may_exceed(payload: &Payload<'_>) -> bool {
    let has_tools = payload.fields.tools.is_some_and(|tools| !tools.is_array() || !tools.is_empty());
    let model = payload.context.model.facts.map_or(Support::Unknown, |model| model.interleaved_thinking.value);
    has_tools && model != Support::No && payload.context.beta(INTERLEAVED) != Support::No
}
