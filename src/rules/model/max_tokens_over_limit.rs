use crate::json::Node;
use crate::knowledge::{Endpoint, LargerOutput, Model, Support};
use crate::payload::{Context, Payload};
use crate::rules::{Check, Sink, rule};

use super::is_inferred;

rule! {
    /// ## What it does
    ///
    /// Finds a `max_tokens` above what the model can write at most.
    ///
    /// ## Why the API refuses it
    ///
    /// Each model has a ceiling for one answer. Some go higher in Message Batches, with the beta
    /// `output-300k-2026-03-24`. It is not lowered silently: the request is refused.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 64001, "stream": true, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 64000, "stream": true, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer, 2026-10-08: `max_tokens: 128001 > 128000, which is the maximum allowed number of output tokens for
    /// claude-sonnet-5-5` (row E111 of the catalogue). The ceilings stand in the models overview; those of retired
    /// models are third-party reports and make a warning.
    PL510 "max-tokens-over-limit",
    summary: "`max_tokens` above the model's ceiling",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/models/overview",
    since: "0.1.0",
    responses: ["E111"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some((node, asked, ceiling)) = excess(payload) else { return };
    let Some(model) = payload.context.model.facts else { return };
    let larger = model.larger_output.as_ref().and_then(|larger| Some((larger, larger.max?)));
    let help = match larger.filter(|(_, max)| asked <= *max) {
        Some((larger, max)) if larger.batches_only => {
            format!("ask for at most {ceiling}; up to {max} only in Message Batches with the beta `{}`", larger.beta)
        }
        Some((larger, max)) => format!("ask for at most {ceiling}, or up to {max} with the beta `{}`", larger.beta),
        None => format!("ask for at most {ceiling}"),
    };
    sink.push(
        RULE.at(node, format!("`max_tokens` is {asked}, but `{}` writes at most {ceiling}", model.id))
            .label(format!("more than {ceiling}"))
            .help(help)
            .uncertain_if(is_inferred(model))
            .response(
                "E111",
                [("n", asked.to_string()), ("max", ceiling.to_string()), ("model", model.id.to_string())],
            ),
    );
}

/// A `max_tokens` above the ceiling: its place, its value, the ceiling.
pub(super) fn excess<'a>(payload: &Payload<'a>) -> Option<(Node<'a>, u64, u64)> {
    let node = payload.fields.max_tokens?;
    let ceiling = ceiling(payload.context.model.facts?, payload.context)?;
    let asked = node.as_u64().filter(|asked| *asked > ceiling)?;
    (payload.context.endpoint != Endpoint::CountTokens).then_some((node, asked, ceiling))
}

/// The most tokens that `model` writes for a request in this context; `None` where that is not known.
pub(in crate::rules) fn ceiling(model: &Model, context: &Context<'_>) -> Option<u64> {
    let larger = |larger: &LargerOutput| !larger.batches_only || context.batch_item;
    match model.larger_output.as_ref().filter(|output| larger(output)) {
        // With the beta, or when it may be there; its ceiling may itself not be known.
        Some(output) if context.beta(&output.beta) != Support::No => output.max,
        _ => model.max_output,
    }
}
