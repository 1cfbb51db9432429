use crate::json::Node;
use crate::knowledge::{Sampling, Support};
use crate::payload::{Payload, Thinking};
use crate::rules::{Anchor, Check, Diagnostic, Sink, rule};

use super::removed_parameter::{count, counts_only, sampling_is_removed, share};
use super::thinking_type_not_supported::fact_of;
use super::{is_inferred, is_percent};

rule! {
    /// ## What it does
    ///
    /// Finds sampling parameters that do not go with thinking: a `temperature` other than 1, a `top_p` below 0.95, any
    /// `top_k`.
    ///
    /// ## Why the API refuses it
    ///
    /// Thinking is trained at temperature 1. Clients that set `temperature: 0` for all requests meet this when
    /// somebody turns thinking on. (From Claude 4.7 on sampling is fixed in any case: see `fixed-sampling`.)
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 4096, "temperature": 0.2,
    ///   "thinking": {"type": "enabled", "budget_tokens": 2048}, "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 4096,
    ///   "thinking": {"type": "enabled", "budget_tokens": 2048}, "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers for `temperature` and `top_p` (rows E107 and E108 of the catalogue); the extended thinking page for
    /// `top_k`. For a model that is not in the table it is a warning.
    PL540 "sampling-with-thinking",
    summary: "sampling parameters that do not go with thinking",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/extended-thinking",
    since: "0.1.0",
    responses: ["E107", "E108", "F23"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(thinking) = payload.thinking().filter(|thinking| thinking.kind.is_on()) else { return };
    let conflicts = conflicts(payload, &thinking);
    if conflicts.iter().all(Option::is_none) || sampling_is_removed(payload) {
        return;
    }
    let facts = payload.context.model.facts;
    for diagnostic in conflicts.into_iter().flatten() {
        sink.push(
            diagnostic
                .related(Anchor::from(thinking.tag), "thinking is on here")
                .uncertain_if(facts.is_none_or(is_inferred) || counts_only(payload)),
        );
    }
}

/// Whether one of the fields is told by this rule.
pub(super) fn speaks(payload: &Payload<'_>) -> bool {
    let thinking = payload.thinking().filter(|thinking| thinking.kind.is_on());
    thinking.is_some_and(|thinking| conflicts(payload, &thinking).iter().any(Option::is_some))
}

fn conflicts(payload: &Payload<'_>, thinking: &Thinking<'_>) -> [Option<Diagnostic>; 3] {
    let facts = payload.context.model.facts;
    let is_told_elsewhere = facts
        .is_some_and(|model| model.sampling == Sampling::Frozen || fact_of(model, thinking.kind).value == Support::No);
    if is_told_elsewhere {
        return [None, None, None];
    }
    let limits = payload.context.knowledge.limits();
    let fixed = limits.value("sampling.temperature.fixed_percent");
    let lowest = limits.value("top_p.thinking_minimum_percent") as f64 / 100.0;
    let temperature = share(payload.fields.temperature).filter(|node| !is_percent(*node, fixed));
    let is_low = |node: &Node<'_>| node.as_f64().is_some_and(|value| value < lowest);
    let top_p = share(payload.fields.top_p).filter(is_low);
    let top_k = count(payload.fields.top_k);
    [
        temperature.map(|node| {
            RULE.at(node, format!("`temperature` is {} with thinking on", node.source()))
                .label("must be 1, or absent")
                .help("remove `temperature`, or turn thinking off")
                .response("E107", [])
        }),
        top_p.map(|node| {
            RULE.at(node, format!("`top_p` is {} with thinking on", node.source()))
                .label(format!("must be at least {lowest}, or absent"))
                .help("remove `top_p`, or turn thinking off")
                .response("E108", [])
        }),
        top_k.map(|node| {
            RULE.at(node, "`top_k` does not go with thinking")
                .label("must be absent")
                .help("remove `top_k`, or turn thinking off")
                .response("F23", [])
        }),
    ]
}
