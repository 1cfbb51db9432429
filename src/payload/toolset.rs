//! Client toolsets: entries of `tools` that declare many tools at once.

use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge;
use crate::mask::{Shown, shown};

use super::{Payload, Tool};

/// A computer or browser toolset of a request, and its row in the tool table.
#[derive(Debug, Clone, Copy)]
pub struct Toolset<'p, 'a> {
    /// The entry of `tools`.
    pub tool: &'p Tool<'a>,
    /// Its row.
    pub facts: &'p knowledge::Tool,
}

impl<'a> Payload<'a> {
    /// The client toolsets in `tools`.
    pub fn toolsets(&self) -> impl Iterator<Item = Toolset<'_, 'a>> {
        self.tools().iter().filter_map(|tool| {
            let facts = tool.facts(self.context.knowledge)?;
            (facts.kind == knowledge::ToolKind::Toolset).then_some(Toolset { tool, facts })
        })
    }
}

impl<'p, 'a> Toolset<'p, 'a> {
    /// Where it is declared: its `type`.
    pub fn declaration(&self) -> Node<'a> {
        self.tool.tag_node.unwrap_or(self.tool.node)
    }

    /// What to call it in a message.
    pub fn described(&self) -> Shown {
        shown!("toolset {}", quoted(&self.facts.r#type))
    }

    /// Whether `name` is its type, its family, or one of its members.
    pub fn goes_by(&self, name: &str) -> bool {
        let facts = self.facts;
        *facts.r#type == *name || *facts.family == *name || facts.members.iter().any(|member| **member == *name)
    }

    /// The value of a field in a member's configuration.
    pub fn config(&self, member: &str, field: &str) -> Option<Node<'a>> {
        self.tool.get("configs")?.get(member)?.get(field)
    }

    /// The members that are enabled, by default or by `configs`.
    pub fn enabled(&self) -> impl Iterator<Item = &'p str> {
        let toolset = *self;
        let members = self.facts.members.iter().map(|member| &**member);
        members.filter(move |member| {
            let is_default = !toolset.facts.off_by_default.iter().any(|off| **off == **member);
            toolset.config(member, "enabled").and_then(|value| value.as_bool()).unwrap_or(is_default)
        })
    }
}
