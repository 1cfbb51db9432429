//! Cache breakpoints.

use crate::json::Node;

use super::block::Block;
use super::tool::Tool;

/// The `cache_control` of a tool or a content block. The top-level field does not count: the API chooses its block.
#[derive(Debug, Clone, Copy)]
pub struct Breakpoint<'a> {
    /// The `cache_control` object.
    pub node: Node<'a>,
    /// The tool or block that has it.
    pub holder: Node<'a>,
}

impl<'a> Breakpoint<'a> {
    fn of(holder: Node<'a>, cache_control: Option<Node<'a>>) -> Option<Self> {
        let node = cache_control.filter(Node::is_object)?;
        Some(Breakpoint { node, holder })
    }

    /// How long its prefix stays cached.
    pub fn ttl(&self) -> Ttl {
        Ttl::of(self.node)
    }
}

/// How long a prefix stays cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ttl {
    /// Five minutes: `5m`, or no `ttl`.
    Short,
    /// `1h`.
    Hour,
    /// A value that the API does not know.
    Unknown,
}

impl Ttl {
    /// The lifetime that a `cache_control` object sets.
    pub fn of(cache_control: Node<'_>) -> Self {
        // The lifetime of another type is unknown.
        if !cache_control.get("type").is_some_and(|tag| tag.is_str("ephemeral")) {
            return Ttl::Unknown;
        }
        match cache_control.get("ttl") {
            None => Ttl::Short,
            Some(ttl) if ttl.is_null() || ttl.is_str("5m") => Ttl::Short,
            Some(ttl) if ttl.is_str("1h") => Ttl::Hour,
            Some(_) => Ttl::Unknown,
        }
    }
}

/// All breakpoints of a request, in the order in which the API reads it: tools, `system`, messages.
pub(super) fn breakpoints<'a>(
    tools: &[Tool<'a>],
    system: Option<Node<'a>>,
    blocks: &[Block<'a>],
) -> Vec<Breakpoint<'a>> {
    let mut found = Vec::new();
    let system = system.into_iter().flat_map(|system| system.items());
    let before = tools.iter().map(|tool| tool.node).chain(system);
    found.extend(before.filter_map(|node| Breakpoint::of(node, node.get("cache_control"))));
    found.extend(blocks.iter().filter_map(|block| Breakpoint::of(block.node, block.cache_control)));
    found
}
