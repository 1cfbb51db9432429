//! The `tool_choice` of a request.

use crate::json::Node;

use super::Payload;

/// A `tool_choice` of a known type.
#[derive(Debug, Clone, Copy)]
pub struct ToolChoice<'a> {
    /// The object.
    pub node: Node<'a>,
    /// Its `type`.
    pub kind: Node<'a>,
    /// Its `name`, for type `tool`.
    pub name: Option<Node<'a>>,
}

impl ToolChoice<'_> {
    /// Whether the model must call a tool.
    pub fn is_forced(&self) -> bool {
        self.kind.is_str("any") || self.kind.is_str("tool")
    }
}

impl<'a> Payload<'a> {
    /// The `tool_choice`; `None` if it is absent or of an unknown type.
    pub fn tool_choice(&self) -> Option<ToolChoice<'a>> {
        let node = self.fields.tool_choice?;
        let kind = node.get("type")?;
        let is_known = ["auto", "any", "tool", "none"].iter().any(|known| kind.is_str(known));
        let name = node.get("name").filter(|name| kind.is_str("tool") && name.is_string());
        is_known.then_some(ToolChoice { node, kind, name })
    }
}
