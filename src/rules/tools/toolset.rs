//! Client toolsets: entries of `tools` that stand for many tools.

use crate::json::Node;
use crate::knowledge;
use crate::payload::{Payload, Tool};

/// A toolset of the request and what is known of it.
#[derive(Clone, Copy)]
pub(super) struct Toolset<'p, 'a> {
    pub(super) tool: &'p Tool<'a>,
    pub(super) facts: &'p knowledge::Tool,
}

/// The client toolsets of a request.
pub(super) fn toolsets<'p, 'a>(payload: &'p Payload<'a>) -> impl Iterator<Item = Toolset<'p, 'a>> {
    let typed = payload.tools().iter().filter(|tool| tool.name.is_none() && tool.tag_node.is_some());
    typed.filter_map(|tool| {
        let facts = tool.facts(payload.context.knowledge)?;
        (facts.kind == knowledge::ToolKind::Toolset).then_some(Toolset { tool, facts })
    })
}

/// Whether a name is that of a toolset, of its family, or of one of its members.
pub(super) fn stands_for(facts: &knowledge::Tool, name: &str) -> bool {
    *facts.r#type == *name || *facts.family == *name || facts.members.iter().any(|member| **member == *name)
}

impl<'p, 'a> Toolset<'p, 'a> {
    /// Where it is declared.
    pub(super) fn place(&self) -> Node<'a> {
        self.tool.tag_node.unwrap_or(self.tool.node)
    }

    /// The value of a field in a member's configuration.
    pub(super) fn config(&self, member: &str, field: &str) -> Option<Node<'a>> {
        self.tool.get("configs")?.get(member)?.get(field)
    }

    /// The members that the model gets.
    pub(super) fn enabled(&self) -> impl Iterator<Item = &'p str> {
        let toolset = *self;
        let members = self.facts.members.iter().map(|member| &**member);
        members.filter(move |member| {
            let on_by_default = !toolset.facts.off_by_default.iter().any(|off| **off == **member);
            toolset.config(member, "enabled").and_then(|value| value.as_bool()).unwrap_or(on_by_default)
        })
    }
}
