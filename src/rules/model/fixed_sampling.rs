use crate::finding::Severity;
use crate::json::Node;
use crate::knowledge::{Endpoint, Sampling};
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::is_inferred;
use crate::payload::sampling::is_percent;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `temperature`, `top_p` or `top_k` with a non-default value for a model whose sampling is fixed.
    ///
    /// ## Why the API refuses it
    ///
    /// From Claude 4.7 on, sampling parameters cannot be set. `temperature: 1` is accepted, since it is the default.
    /// SDKs and frameworks that send `temperature: 0` by default fail on every call.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "temperature": 0, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-09-10 and 2026-09-29: `` `temperature` is deprecated for this model. `` (E109), while
    /// `temperature: 1` was accepted. According to the migration guides, the only accepted `top_p` is the default,
    /// 0.99. That a `top_p` of 1 is refused has not been seen, so it is a warning.
    PL541 "fixed-sampling",
    summary: "sampling parameters for a model with fixed sampling",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/models/opus-5-5/migration-guide",
    since: "0.1.0",
    responses: ["E109"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(model) = payload.context.model.facts.filter(|model| model.sampling == Sampling::Frozen) else { return };
    let sampling = payload.sampling();
    let limits = payload.context.knowledge.limits();
    let differs = |node: &Node<'_>, limit: &str| !is_percent(*node, limits.value(limit));
    let parameters = [
        ("temperature", sampling.temperature.filter(|node| differs(node, "sampling.temperature.fixed_percent"))),
        ("top_p", sampling.top_p.filter(|node| differs(node, "sampling.top_p.fixed_percent"))),
        ("top_k", sampling.top_k),
    ];
    // Whether `count_tokens`, which samples nothing, checks these values has not been seen.
    let is_count = payload.context.endpoint == Endpoint::CountTokens;
    for (name, node) in parameters {
        let Some(node) = node else { continue };
        // A `top_p` of 1 excludes nothing, like an absent one.
        let is_neutral = name == "top_p" && is_percent(node, 100);
        sink.push(
            RULE.at(node, shown!("`{}` does not support `{name}`", model.id, name))
                .label("remove this field")
                .help(shown!("remove `{name}`: sampling is fixed for this model", name))
                .severity(if is_neutral { Severity::Warning } else { Severity::Error })
                .uncertain_if(is_inferred(model) || is_count)
                .response("E109", [("param", name.to_owned())])
                .yields_to("value-out-of-range", node)
                .yields_to("removed-parameter", node),
        );
    }
}
