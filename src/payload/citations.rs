//! Which documents and search results have citations enabled.

use crate::json::Node;

use super::{Block, BlockKind, Payload, Role};

/// The first of a kind with citations, and the first without; those in tool results only where there are no others.
#[derive(Debug, Clone, Copy, Default)]
pub struct Citing<'a> {
    /// The first with citations enabled.
    pub on: Option<Node<'a>>,
    /// The first without.
    pub off: Option<Node<'a>>,
    on_in_result: bool,
    off_in_result: bool,
}

impl<'a> Citing<'a> {
    fn note(&mut self, block: &Block<'a>) {
        let is_on = match block.get("citations").filter(|citations| !citations.is_null()) {
            None => false,
            Some(citations) => match citations.get("enabled").map(|enabled| enabled.as_bool()) {
                Some(Some(is_on)) => is_on,
                None if citations.is_empty() && citations.is_object() => false,
                // What was meant cannot be read; that is told by the rules about fields.
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

    /// Whether they differ only if what stands in tool results is counted.
    pub fn differs_by_results(&self) -> bool {
        self.on_in_result || self.off_in_result
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
    for block in payload.blocks() {
        let is_callers =
            block.message.role == Role::User && block.outer.is_none_or(|(_, kind)| kind == BlockKind::ToolResult);
        match block.kind {
            BlockKind::Document if is_callers => found.documents.note(block),
            BlockKind::SearchResult if is_callers => found.search_results.note(block),
            _ => {}
        }
    }
    found
}
