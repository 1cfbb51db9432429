//! Which documents and search results have citations enabled.

use crate::json::Node;

use super::block::Block;
use super::block_kind::BlockKind;
use super::message::Role;

/// The first block of a kind that has citations enabled, and the first that does not. A block in a tool result counts
/// only if there is no other.
#[derive(Debug, Clone, Copy, Default)]
pub struct CitationSettings<'a> {
    /// The first block with citations enabled.
    pub on: Option<Node<'a>>,
    /// The first block without.
    pub off: Option<Node<'a>>,
    on_in_result: bool,
    off_in_result: bool,
}

impl<'a> CitationSettings<'a> {
    fn add(&mut self, block: &Block<'a>) {
        let is_on = match block.get("citations").filter(|citations| !citations.is_null()) {
            None => false,
            Some(citations) => match citations.get("enabled").map(|enabled| enabled.as_bool()) {
                Some(Some(is_on)) => is_on,
                None if citations.is_empty() && citations.is_object() => false,
                // A value of the wrong type: whether citations are enabled is unknown.
                _ => return,
            },
        };
        let in_result = block.outer.is_some();
        let (first, first_in_result) =
            if is_on { (&mut self.on, &mut self.on_in_result) } else { (&mut self.off, &mut self.off_in_result) };
        if first.is_none() || (*first_in_result && !in_result) {
            *first = Some(block.node);
            *first_in_result = in_result;
        }
    }

    /// Whether the settings differ only if blocks in tool results count.
    pub fn differs_by_results(&self) -> bool {
        self.on_in_result || self.off_in_result
    }
}

/// The citation settings of the documents and search results that the caller sends, including those in tool results.
/// What a server tool fetched is not the caller's.
#[derive(Debug, Clone, Copy, Default)]
pub struct Citations<'a> {
    /// The documents.
    pub documents: CitationSettings<'a>,
    /// The search results.
    pub search_results: CitationSettings<'a>,
}

impl<'a> Citations<'a> {
    pub(super) fn of(blocks: &[Block<'a>]) -> Self {
        let mut found = Citations::default();
        for block in blocks {
            let is_callers =
                block.message.role == Role::User && block.outer.is_none_or(|(_, kind)| kind == BlockKind::ToolResult);
            match block.kind {
                BlockKind::Document if is_callers => found.documents.add(block),
                BlockKind::SearchResult if is_callers => found.search_results.add(block),
                _ => {}
            }
        }
        found
    }
}
