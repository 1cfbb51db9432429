//! Which documents and search results have citations enabled.

use crate::json::Node;

use super::{Block, BlockKind, Payload, Role};

/// The first of a kind with citations, and the first without.
#[derive(Debug, Clone, Copy, Default)]
pub struct Citing<'a> {
    /// The first with citations enabled.
    pub on: Option<Node<'a>>,
    /// The first without.
    pub off: Option<Node<'a>>,
}

impl<'a> Citing<'a> {
    fn note(&mut self, block: &Block<'a>) {
        let first = match block.get("citations").filter(|citations| !citations.is_null()) {
            None => &mut self.off,
            Some(citations) => match citations.get("enabled").map(|enabled| enabled.as_bool()) {
                Some(Some(true)) => &mut self.on,
                Some(Some(false)) => &mut self.off,
                None if citations.is_empty() && citations.is_object() => &mut self.off,
                // What was meant cannot be read; that is told by the rules about fields.
                _ => return,
            },
        };
        first.get_or_insert(block.node);
    }
}

/// The documents and the search results that the caller gives, those in tool results included. What a server tool
/// has fetched is not the caller's.
#[derive(Debug, Clone, Copy, Default)]
pub struct Citations<'a> {
    /// Documents.
    pub documents: Citing<'a>,
    /// Search results.
    pub search_results: Citing<'a>,
}

pub(super) fn citations<'a>(payload: &Payload<'a>) -> Citations<'a> {
    let mut found = Citations::default();
    payload.for_each_block(&mut |block| {
        let is_callers =
            block.message.role == Role::User && block.outer.is_none_or(|(_, kind)| kind == BlockKind::ToolResult);
        match block.kind {
            BlockKind::Document if is_callers => found.documents.note(block),
            BlockKind::SearchResult if is_callers => found.search_results.note(block),
            _ => {}
        }
    });
    found
}
