//! `PL5xx`: what depends on the model: its name, its limits, thinking, sampling.

use crate::join::join_and;
use crate::json::Node;
use crate::knowledge::{Confidence, Fact, Model, Support};
use crate::payload::Payload;

use super::Anchor;

mod budget_over_max_tokens;
mod deprecated_model;
mod deprecated_thinking_type;
mod effort_changes_with_thinking_off;
mod effort_level_not_supported;
mod effort_not_supported;
mod effort_per_message_not_supported;
mod effort_with_thinking_off;
mod ended_beta;
mod fast_mode_not_supported;
mod fixed_sampling;
mod foreign_model_name;
mod inference_geo_not_supported;
mod likely_context_overflow;
mod long_answer_without_stream;
mod long_context_beta;
pub(super) mod max_tokens_over_limit;
mod removed_parameter;
pub(super) mod retired_model;
mod retiring_model;
mod sampling_with_thinking;
mod task_budget_not_supported;
mod temperature_and_top_p;
pub(super) mod thinking_type_not_supported;
mod unknown_model;
mod zero_max_tokens_conflict;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/model.rs"));

/// The model's row, where it is known and says `No` to a feature: a finding may rest on it.
pub(super) fn refuses<'k>(
    payload: &Payload<'k>,
    fact: impl Fn(&'k Model) -> &'k Fact,
) -> Option<(&'k Model, &'k Fact)> {
    let model = payload.context.model.facts?;
    let fact = fact(model);
    (fact.on(payload.context.target) == Support::No).then_some((model, fact))
}

/// Whether what the row says is too weak for an error.
pub(super) fn is_weak(model: &Model, fact: &Fact) -> bool {
    fact.doubtful || is_inferred(model)
}

/// Whether the row as a whole is an inference, as those of retired models are.
pub(super) fn is_inferred(model: &Model) -> bool {
    model.confidence == Confidence::Inferred
}

/// Whether a number is so many hundredths.
fn is_percent(number: Node<'_>, percent: u64) -> bool {
    number.as_f64().is_some_and(|value| (value * 100.0 - percent as f64).abs() < 1e-9)
}

/// Where the request names its model: in the body, the url, or nowhere but in the caller's settings.
fn name_place(payload: &Payload<'_>) -> Anchor {
    let head = payload.context.head;
    match payload.fields.model.filter(Node::is_string) {
        Some(model) => model.into(),
        None if payload.context.model_in_url().is_some() => Anchor::Url(head.url_span.clone()),
        None => Anchor::Body,
    }
}

/// The words `a`, `b` and `c`.
pub(super) fn listed<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> String {
    join_and(words.into_iter().map(|word| format!("`{}`", word.as_ref())))
}
