//! The request's `tool_choice`.

use crate::json::Node;
use crate::payload::Payload;

/// A `tool_choice` with a known type.
#[derive(Clone, Copy)]
pub(super) struct Choice<'a> {
    /// The object.
    pub(super) node: Node<'a>,
    /// Its `type`.
    pub(super) kind: Node<'a>,
    /// Its `name`, for `tool`.
    pub(super) name: Option<Node<'a>>,
}

impl<'a> Choice<'a> {
    /// `None` where there is no choice, or one that the schema refuses.
    pub(super) fn of(payload: &Payload<'a>) -> Option<Self> {
        let node = payload.fields.tool_choice?;
        let kind = node.get("type")?;
        let is_known = ["auto", "any", "tool", "none"].iter().any(|known| kind.is_str(known));
        let name = node.get("name").filter(|name| kind.is_str("tool") && name.is_string());
        is_known.then_some(Choice { node, kind, name })
    }

    /// Whether the model must call a tool.
    pub(super) fn is_forced(&self) -> bool {
        self.kind.is_str("any") || self.kind.is_str("tool")
    }
}
