use crate::finding::Severity;
use crate::json::Node;
use crate::knowledge::{Limits, Sampling};
use crate::payload::Payload;
use crate::rules::{Check, Diagnostic, Sink, rule};

use super::removed_parameter::{count, counts_only, sampling_is_removed, share};
use super::{is_inferred, is_percent};

rule! {
    /// ## What it does
    ///
    /// Finds `temperature`, `top_p` or `top_k` with a value of one's own on a model that has fixed sampling.
    ///
    /// ## Why the API refuses it
    ///
    /// From Claude 4.7 on the models sample in one way. `temperature: 1` is let pass, since it changes nothing; SDKs
    /// and frameworks that send `temperature: 0` by default fail on every call.
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
    /// Live answers, 2026-09-10 and 2026-09-29: `` `temperature` is deprecated for this model. `` (row E109 of the
    /// catalogue), while `temperature: 1` was accepted. For `top_p` the migration guides let only the default, 0.99,
    /// pass: a value of 1 is a warning.
    PL541 "fixed-sampling",
    summary: "sampling parameters on a model with fixed sampling",
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
    let fields = &payload.fields;
    if fields.temperature.is_none() && fields.top_p.is_none() && fields.top_k.is_none() {
        return;
    }
    let Some(model) = payload.context.model.facts.filter(|model| model.sampling == Sampling::Frozen) else { return };
    if sampling_is_removed(payload) {
        return;
    }
    let limits = payload.context.knowledge.limits();
    let given = [
        ("temperature", wrong_temperature(payload, limits)),
        ("top_p", wrong_top_p(payload, limits)),
        ("top_k", count(fields.top_k)),
    ];
    for (name, node) in given {
        let Some(node) = node else { continue };
        sink.push(
            diagnostic(name, node, &model.id)
                .severity(severity(name, node))
                .uncertain_if(is_inferred(model) || counts_only(payload)),
        );
    }
}

/// Whether one of the fields is told by this rule.
pub(super) fn speaks(payload: &Payload<'_>) -> bool {
    let limits = payload.context.knowledge.limits();
    wrong_temperature(payload, limits).is_some() || wrong_top_p(payload, limits).is_some()
}

fn wrong_temperature<'a>(payload: &Payload<'a>, limits: &Limits) -> Option<Node<'a>> {
    let fixed = limits.value("sampling.temperature.fixed_percent");
    share(payload.fields.temperature).filter(|node| !is_percent(*node, fixed))
}

fn wrong_top_p<'a>(payload: &Payload<'a>, limits: &Limits) -> Option<Node<'a>> {
    let fixed = limits.value("sampling.top_p.fixed_percent");
    share(payload.fields.top_p).filter(|node| !is_percent(*node, fixed))
}

/// A `top_p` of 1 leaves everything in, as no `top_p` would: that it is refused was not seen.
fn severity(name: &str, node: Node<'_>) -> Severity {
    if name == "top_p" && is_percent(node, 100) { Severity::Warning } else { Severity::Error }
}

fn diagnostic(name: &'static str, node: Node<'_>, model: &str) -> Diagnostic {
    RULE.at(node, format!("`{model}` does not let `{name}` be set"))
        .label("remove this field")
        .help(format!("remove `{name}`: this model samples in one way only"))
        .response("E109", [("param", name.to_owned())])
}
