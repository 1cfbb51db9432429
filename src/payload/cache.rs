//! Cache breakpoints.

use crate::json::Node;

use super::Payload;

/// One `cache_control` on a tool or a content block. The top-level field, which chooses its block itself, is none.
#[derive(Debug, Clone, Copy)]
pub struct Breakpoint<'a> {
    /// The `cache_control` object.
    pub node: Node<'a>,
    /// The tool or block that carries it.
    pub holder: Node<'a>,
}

impl<'a> Breakpoint<'a> {
    fn of(holder: Node<'a>, cache_control: Option<Node<'a>>) -> Option<Self> {
        let node = cache_control.filter(Node::is_object)?;
        Some(Breakpoint { node, holder })
    }

    /// How long it keeps its prefix.
    pub fn ttl(&self) -> Ttl {
        Ttl::of(self.node)
    }
}

/// How long a prefix is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ttl {
    /// Five minutes: `5m`, or nothing said.
    Short,
    /// `1h`.
    Hour,
    /// Something that the API does not know.
    Unknown,
}

impl Ttl {
    /// The ttl of a `cache_control` object.
    pub fn of(cache_control: Node<'_>) -> Self {
        // Of another type, it may mean anything.
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

/// All breakpoints of a request, those nested in results and documents included.
pub(super) fn breakpoints<'a>(payload: &Payload<'a>) -> Vec<Breakpoint<'a>> {
    let mut found = Vec::new();
    let system = payload.fields.system.into_iter().flat_map(|system| system.items());
    let before = payload.tools().iter().map(|tool| tool.node).chain(system);
    found.extend(before.filter_map(|node| Breakpoint::of(node, node.get("cache_control"))));
    found.extend(payload.blocks().iter().filter_map(|block| Breakpoint::of(block.node, block.cache_control)));
    found
}

impl<'a> Payload<'a> {
    /// The last block of the last message, on which automatic caching sets its breakpoint.
    pub fn last_block(&self) -> Option<Node<'a>> {
        self.messages().last()?.content?.items().last()
    }
}
