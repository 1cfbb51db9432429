//! The `thinking` field.

use crate::json::Node;
use crate::knowledge::{Fact, Model};

/// The values of `thinking.type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThinkingType {
    /// `enabled`: thinking with a token budget.
    Enabled,
    /// `adaptive`: the model decides when to think.
    Adaptive,
    /// `disabled`
    Disabled,
    /// `between_tools`: no thinking, except short updates between tool calls.
    BetweenTools,
}

impl ThinkingType {
    /// Every value, from the most thinking to the least.
    pub const ALL: [ThinkingType; 4] =
        [ThinkingType::Enabled, ThinkingType::Adaptive, ThinkingType::BetweenTools, ThinkingType::Disabled];

    /// The value that the API uses.
    pub fn as_str(self) -> &'static str {
        match self {
            ThinkingType::Enabled => "enabled",
            ThinkingType::Adaptive => "adaptive",
            ThinkingType::Disabled => "disabled",
            ThinkingType::BetweenTools => "between_tools",
        }
    }

    /// Whether a model supports this type.
    pub fn support(self, model: &Model) -> &Fact {
        match self {
            ThinkingType::Enabled => &model.thinking.enabled,
            ThinkingType::Adaptive => &model.thinking.adaptive,
            ThinkingType::Disabled => &model.thinking.disabled,
            ThinkingType::BetweenTools => &model.thinking.between_tools,
        }
    }

    /// Whether the model thinks before it responds.
    pub fn is_on(self) -> bool {
        matches!(self, ThinkingType::Enabled | ThinkingType::Adaptive)
    }
}

/// The `thinking` setting of a request.
#[derive(Debug, Clone, Copy)]
pub struct Thinking<'a> {
    /// The value of `type`.
    pub kind: ThinkingType,
    /// The `type` string.
    pub tag: Node<'a>,
    /// The object.
    pub node: Node<'a>,
}

impl<'a> Thinking<'a> {
    /// Reads a `thinking` object; `None` if the API does not know its type.
    pub fn read(node: Node<'a>) -> Option<Self> {
        let tag = node.get("type")?;
        let kind = ThinkingType::ALL.into_iter().find(|kind| tag.is_str(kind.as_str()))?;
        Some(Thinking { kind, tag, node })
    }

    /// `budget_tokens`, if it is a non-negative integer; `u64::MAX` for one that is larger.
    pub fn budget(&self) -> Option<(Node<'a>, u64)> {
        let node = self.node.get("budget_tokens")?;
        Some((node, node.as_saturated_u64()?))
    }
}
