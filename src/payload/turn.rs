//! Turns: consecutive messages of one role.

use crate::json::Node;

use super::block::Block;
use super::block_kind::BlockKind;
use super::message::{Message, Role};

/// Consecutive messages of one role, which api.anthropic.com merges.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'r, 'a> {
    /// The role of its messages.
    pub role: Role,
    /// The messages; at least one.
    pub messages: &'r [Message<'a>],
}

impl<'r, 'a> Turn<'r, 'a> {
    pub(super) fn new(messages: &'r [Message<'a>]) -> Self {
        Turn { role: messages.first().map_or(Role::Other, |message| message.role), messages }
    }

    /// The blocks of all its messages, in order.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'a>> + use<'r, 'a> {
        self.messages.iter().flat_map(|message| message.blocks())
    }

    /// The first `thinking` or `redacted_thinking` block.
    pub fn first_thinking(&self) -> Option<Block<'a>> {
        self.blocks().find(|block| block.kind.is_thinking())
    }

    /// What the turn starts with: the kind of its first block, and the node to point at. A string counts as text.
    /// `None` if the turn is empty, or if the kind is unknown.
    pub fn start(&self) -> Option<(BlockKind, Node<'a>)> {
        let message = self.messages.iter().find(|message| !message.is_empty())?;
        let content = message.content?;
        if content.is_string() {
            return Some((BlockKind::Text, content));
        }
        let block = message.blocks().next().filter(|block| block.index == 0 && block.kind != BlockKind::Unknown)?;
        Some((block.kind, block.type_node()))
    }
}
