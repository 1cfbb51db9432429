//! The field `thinking`.

use crate::json::Node;

/// The values of `thinking.type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThinkingType {
    /// `enabled`: with a budget.
    Enabled,
    /// `adaptive`: when the model sees fit.
    Adaptive,
    /// `disabled`
    Disabled,
    /// `between_tools`: off but for short updates between tool calls.
    BetweenTools,
}

impl ThinkingType {
    /// Every value, from the most thinking to the least.
    pub const ALL: [ThinkingType; 4] =
        [ThinkingType::Enabled, ThinkingType::Adaptive, ThinkingType::BetweenTools, ThinkingType::Disabled];

    /// The word the API uses.
    pub fn as_str(self) -> &'static str {
        match self {
            ThinkingType::Enabled => "enabled",
            ThinkingType::Adaptive => "adaptive",
            ThinkingType::Disabled => "disabled",
            ThinkingType::BetweenTools => "between_tools",
        }
    }

    /// Whether the model thinks before it answers.
    pub fn is_on(self) -> bool {
        matches!(self, ThinkingType::Enabled | ThinkingType::Adaptive)
    }
}

/// What a request asks for in `thinking`.
#[derive(Debug, Clone, Copy)]
pub struct Thinking<'a> {
    /// The value of `type`.
    pub kind: ThinkingType,
    /// The string of `type`.
    pub tag: Node<'a>,
    /// The whole object.
    pub node: Node<'a>,
}

impl<'a> Thinking<'a> {
    /// Reads a `thinking` object; `None` for anything the API does not know.
    pub fn read(node: Node<'a>) -> Option<Self> {
        let tag = node.get("type")?;
        let kind = ThinkingType::ALL.into_iter().find(|kind| tag.is_str(kind.as_str()))?;
        Some(Thinking { kind, tag, node })
    }

    /// `budget_tokens`, where it is a whole number.
    pub fn budget(&self) -> Option<(Node<'a>, u64)> {
        let node = self.node.get("budget_tokens")?;
        Some((node, node.as_u64()?))
    }
}
