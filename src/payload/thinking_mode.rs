//! How the model of a request thinks.

use crate::json::Node;
use crate::knowledge::{Model, Support};

use super::view::Payload;

/// The beta that allows thinking between tool calls, with a budget above `max_tokens`.
pub(crate) const INTERLEAVED_THINKING: &str = "interleaved-thinking-2025-05-14";

impl<'a> Payload<'a> {
    /// The value of `thinking.type`.
    pub(crate) fn thinking_type(&self) -> Option<Node<'a>> {
        self.fields.thinking.and_then(|thinking| thinking.get("type"))
    }

    /// Whether the request turns on thinking with a token budget, and the model is not known to reject that. Such a
    /// model thinks adaptively, so its turns follow the rules of adaptive thinking.
    pub(crate) fn thinks_with_budget(&self) -> bool {
        let target = self.context.target;
        let rejects = |model: &Model| model.thinking.enabled.on(target) == Support::No;
        let is_enabled = self.thinking_type().is_some_and(|tag| tag.is_str("enabled"));
        is_enabled && !self.context.model.facts.is_some_and(rejects)
    }

    /// Whether the model supports thinking only with a token budget. The API checks the order of blocks strictly for
    /// these models (up to 4.5). `Unknown` for an unknown model.
    pub(crate) fn supports_only_budget_thinking(&self) -> Support {
        let target = self.context.target;
        let Some(model) = self.context.model.facts else { return Support::Unknown };
        match (model.thinking.enabled.on(target), model.thinking.adaptive.on(target)) {
            (Support::Yes, Support::No) => Support::Yes,
            (_, Support::Yes) | (Support::No, _) => Support::No,
            _ => Support::Unknown,
        }
    }

    /// Whether the request and its model interleave thinking with calls, which takes a beta and a model that supports it.
    pub(crate) fn interleaved_thinking(&self) -> Support {
        let context = self.context;
        let support =
            context.model.facts.map_or(Support::Unknown, |model| model.interleaved_thinking.on(context.target));
        if support == Support::No { Support::No } else { context.beta(INTERLEAVED_THINKING) }
    }

    /// Whether all thinking of a turn must be at its start, as far as is known.
    pub(crate) fn thinks_only_at_start(&self) -> bool {
        self.thinks_with_budget()
            && self.supports_only_budget_thinking() == Support::Yes
            && self.interleaved_thinking() != Support::Yes
    }
}
