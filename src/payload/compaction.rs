//! Compaction on demand, and context edits.

use crate::json::Node;
use crate::knowledge::Endpoint;

use super::Payload;

impl<'a> Payload<'a> {
    /// The field `compaction`, if it requests a summary. `count_tokens` accepts and ignores it.
    pub fn requested_compaction(&self) -> Option<Node<'a>> {
        let is_summary = |node: &Node<'_>| node.get("type").is_some_and(|kind| kind.is_str("summarize"));
        self.fields.compaction.filter(is_summary).filter(|_| self.context.endpoint != Endpoint::CountTokens)
    }

    /// The items of `context_management.edits`.
    pub fn context_edits(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let edits = self.fields.context_management.and_then(|management| management.get("edits"));
        edits.into_iter().flat_map(|edits| edits.items())
    }
}

/// Whether a context edit clears thinking.
pub fn clears_thinking(edit: Node<'_>) -> bool {
    edit.get("type").is_some_and(|kind| kind.is_str("clear_thinking_20251015"))
}
