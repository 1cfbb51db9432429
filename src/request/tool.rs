//! Tool definitions.

use std::borrow::Cow;

use crate::json::Node;

/// Who runs a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolKind {
    /// Defined by the caller: `type` absent, null or `custom`.
    Custom,
    /// Defined by Anthropic; what it is stands in `schemas/tools.json`.
    Typed,
}

/// One item of `tools`.
#[derive(Debug, Clone, Copy)]
pub struct Tool<'a> {
    /// Its index in `tools`.
    pub index: usize,
    /// The object.
    pub node: Node<'a>,
    /// Whether its `type` names an Anthropic-defined tool.
    pub kind: ToolKind,
}

impl<'a> Tool<'a> {
    pub(super) fn new(index: usize, node: Node<'a>) -> Self {
        let kind = match node.get("type") {
            Some(tag) if tag.is_string() && !tag.is_str("custom") => ToolKind::Typed,
            _ => ToolKind::Custom,
        };
        Tool { index, node, kind }
    }

    /// The value of a member.
    #[inline]
    pub fn get(&self, name: &str) -> Option<Node<'a>> {
        self.node.get(name)
    }

    /// The text of a string member.
    #[inline]
    pub fn str(&self, name: &str) -> Option<Cow<'a, str>> {
        self.node.str(name)
    }

    /// The tool's `type` string; `None` for a custom tool.
    pub fn tag(&self) -> Option<Cow<'a, str>> {
        if self.kind == ToolKind::Custom { None } else { self.node.tag() }
    }

    /// What to call the tool in a message: its name where it has one, else its type, else its index.
    pub fn described(&self) -> String {
        match self.str("name").or_else(|| self.tag()) {
            Some(name) if !name.is_empty() => format!("tool {}", crate::finding::quoted(&name)),
            _ => format!("tool {}", self.index),
        }
    }
}
