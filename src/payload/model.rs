//! What is known about the model of a request, and what the request asks of it.

use crate::json::Node;
use crate::knowledge::{
    Confidence, Date, Effort, Endpoint, Fact, LargerOutput, Model, RetirementDates, Status, Support,
};

use super::{Context, Payload};

/// The beta that once enlarged the context window of Sonnet 4 and 4.5.
pub(crate) const LONG_CONTEXT_BETA: &str = "context-1m-2025-08-07";

/// Whether all of a model's row is an inference, as for retired models.
pub(crate) fn is_inferred(model: &Model) -> bool {
    model.confidence == Confidence::Inferred
}

/// Whether a fact about a model is too uncertain for an error.
pub(crate) fn is_uncertain(model: &Model, fact: &Fact) -> bool {
    fact.doubtful || is_inferred(model)
}

/// The effort that a string names.
pub(crate) fn effort_level(node: Node<'_>) -> Option<Effort> {
    node.as_str()?.parse().ok()
}

impl<'a> Context<'a> {
    /// Whether the model is known to be retired on the date of the request.
    pub(crate) fn is_retired(&self, model: &Model) -> bool {
        let is_retired = |date| model.is_retired(date, self.platform) == Support::Yes;
        self.date.is_some_and(is_retired) && !self.model.other_platform
    }

    /// Whether a day has come, as seen from the day of the check: advice to do something before it is too late.
    pub(crate) fn has_come(&self, day: Date) -> bool {
        self.today.is_some_and(|today| day <= today)
    }

    /// How many days are left, today, until the announced retirement of a model. `None` unless the request is within
    /// the promised notice period, and on platforms whose own date is not known.
    pub(crate) fn days_to_retirement(&self, model: &Model) -> Option<i32> {
        let (retires, _) = self.retirement(model)?;
        let days = self.date?.days_until(retires);
        let notice = i32::try_from(self.knowledge.limits().value("retirement.warn_days")).ok()?;
        let left = self.today?.days_until(retires);
        ((1..=notice).contains(&days) && left > 0).then_some(left)
    }

    /// Whether the retirement dates in the table of models apply to the platform.
    pub(crate) fn has_known_retirement_dates(&self) -> bool {
        self.platform.retirement_dates == RetirementDates::Anthropic && !self.model.other_platform
    }

    /// The newest model of the same family that is not deprecated. The table lists the newest first.
    pub(crate) fn successor(&self, model: &Model) -> Option<&'a Model> {
        let is_served = |other: &&Model| matches!(other.status, Status::Active | Status::Legacy);
        self.knowledge.models().iter().filter(is_served).find(|other| other.family == model.family)
    }

    /// The largest `max_tokens` that a model accepts in this request; `None` if that is not known.
    pub(crate) fn output_limit(&self, model: &Model) -> Option<u64> {
        let applies = |larger: &&LargerOutput| !larger.batches_only || self.batch_item;
        match model.larger_output.as_ref().filter(applies) {
            // The beta is set, or may be. Its limit may be unknown, too.
            Some(larger) if self.beta(&larger.beta) != Support::No => larger.max,
            _ => model.max_output,
        }
    }

    /// The context window of the request's model, if the request has [`LONG_CONTEXT_BETA`] and the model has no window
    /// of a million tokens, or no longer has one.
    pub(crate) fn window_without_long_context(&self) -> Option<u64> {
        if !self.sends_beta(LONG_CONTEXT_BETA) {
            return None;
        }
        let window = self.model.facts?.context_window?;
        // Until that day, Sonnet 4 and 4.5 had the long window with this beta.
        let ended = self.knowledge.betas().find(LONG_CONTEXT_BETA).and_then(|beta| beta.ended);
        let has_ended = self.date.zip(ended).is_none_or(|(date, ended)| date >= ended);
        (has_ended && window < self.knowledge.limits().value("context.long_window")).then_some(window)
    }
}

impl<'a> Payload<'a> {
    /// The model and the fact, if the model is known not to support a feature on the target.
    pub(crate) fn unsupported(&self, fact: impl Fn(&'a Model) -> &'a Fact) -> Option<(&'a Model, &'a Fact)> {
        let model = self.context.model.facts?;
        let fact = fact(model);
        (fact.on(self.context.target) == Support::No).then_some((model, fact))
    }

    /// The string in `output_config.effort`.
    pub(crate) fn effort(&self) -> Option<Node<'a>> {
        self.fields.output_config?.get("effort").filter(Node::is_string)
    }

    /// A `max_tokens` above the model's output limit: its node, its value and the limit.
    pub(crate) fn excessive_max_tokens(&self) -> Option<(Node<'a>, u64, u64)> {
        let node = self.fields.max_tokens?;
        let limit = self.context.output_limit(self.context.model.facts?)?;
        let value = node.as_saturated_u64().filter(|value| *value > limit)?;
        (self.context.endpoint != Endpoint::CountTokens).then_some((node, value, limit))
    }
}
