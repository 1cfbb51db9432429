use crate::json::Node;
use crate::knowledge::Endpoint;
use crate::mask::{Shown, shown};
use crate::payload::Payload;
use crate::payload::model::is_inferred;
use crate::payload::sampling::is_percent;
use crate::rules::{Check, Sink, phrasing, rule};

rule! {
    /// ## What it does
    ///
    /// Finds sampling parameters that cannot be combined with thinking: a `temperature` other than 1, a `top_p` below
    /// 0.95, any `top_k`.
    ///
    /// ## Why the API refuses it
    ///
    /// Thinking requires the default sampling. Clients that set `temperature: 0` for all requests fail as soon as
    /// thinking is turned on. (From Claude 4.7 on, sampling is fixed even without thinking; see `fixed-sampling`.)
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
    /// Live responses for `temperature` and `top_p` (E107 and E108); the extended thinking page for `top_k`. For a
    /// model that is not in the table of models, this is a warning.
    PL540 "sampling-with-thinking",
    summary: "sampling parameters that cannot be combined with thinking",
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
    let sampling = payload.sampling();
    let limits = payload.context.knowledge.limits();
    let fixed = limits.value("sampling.temperature.fixed_percent");
    let lowest = limits.value("top_p.thinking_minimum_percent") as f64 / 100.0;
    let temperature = sampling.temperature.filter(|node| !is_percent(*node, fixed));
    let top_p = sampling.top_p.filter(|node| node.as_f64().is_some_and(|value| value < lowest));
    // Whether `count_tokens`, which samples nothing, checks these values has not been seen.
    let is_count = payload.context.endpoint == Endpoint::CountTokens;
    let is_uncertain = payload.context.model.facts.is_none_or(is_inferred) || is_count;
    let mut push = |name: &'static str, node: Option<Node<'_>>, label: Shown, response: &'static str| {
        let Some(node) = node else { return };
        sink.push(
            RULE.at(node, shown!("`{name}` {} cannot be combined with thinking", phrasing::number(node), name))
                .label(label)
                .related(thinking.tag, "thinking is on")
                .help(shown!("remove `{name}`, or turn thinking off", name))
                .uncertain_if(is_uncertain)
                .response(response, [])
                .yields_to("value-out-of-range", node)
                .yields_to("removed-parameter", node)
                .yields_to("fixed-sampling", node)
                .yields_to("thinking-type-not-supported", thinking.tag),
        );
    };
    push("temperature", temperature, "must be 1 or absent".into(), "E107");
    push("top_p", top_p, shown!("must be at least {lowest} or absent", lowest), "E108");
    push("top_k", sampling.top_k, "must be absent".into(), "F23");
}
