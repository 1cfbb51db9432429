//! Messages and turns.

use crate::json::Node;

use super::block::Block;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `user`
    User,
    /// `assistant`
    Assistant,
    /// `system`
    System,
    /// Absent, no string, or a word the API does not know.
    Other,
}

/// One item of `messages`.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Its index in `messages`, as sent.
    pub index: usize,
    /// The object.
    pub node: Node<'a>,
    /// Its role.
    pub role: Role,
    /// The value of `content`, of whatever type.
    pub content: Option<Node<'a>>,
}

impl<'a> Message<'a> {
    pub(super) fn new(index: usize, node: Node<'a>) -> Self {
        let [role, content] = node.get_each(["role", "content"]);
        let role = match role {
            Some(role) if role.is_str("user") => Role::User,
            Some(role) if role.is_str("assistant") => Role::Assistant,
            Some(role) if role.is_str("system") => Role::System,
            _ => Role::Other,
        };
        Message { index, node, role, content }
    }

    /// The blocks of an array content that are objects, in order; nothing for a string.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'a>> + use<'a> {
        let message = *self;
        let items = self.content.into_iter().flat_map(|content| content.items().enumerate());
        items.filter(|(_, node)| node.is_object()).map(move |(index, node)| Block::new(message, index, node))
    }

    /// Whether it has a role and a content and nothing else, and a person or the model speaks.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.role, Role::User | Role::Assistant) && self.node.len() == 2 && self.content.is_some()
    }

    /// Whether the message says nothing: `""` or `[]`.
    pub fn is_empty(&self) -> bool {
        self.content.is_some_and(|content| match content.kind() {
            crate::json::Kind::String => content.raw_str() == Some(""),
            crate::json::Kind::Array => content.is_empty(),
            _ => false,
        })
    }

    /// Whether it is a system message that says nothing and has an `output_config`. The API takes this form at any
    /// position; whether also when it sets nothing, or with `""` for `[]`, was not tried.
    pub fn is_directive(&self) -> bool {
        let silent = self.is_empty() || self.content.is_none_or(|content| content.is_null());
        self.role == Role::System && silent && self.node.get("output_config").is_some()
    }

    /// Whether its `output_config` sets something, which may be unreadable.
    pub fn sets_output(&self) -> bool {
        self.node.get("output_config").is_some_and(|config| {
            let is_odd = !config.is_object() && !config.is_null();
            is_odd || config.members().any(|(_, value)| !value.is_null())
        })
    }

    /// The value of `role`, or the message where it has none: what a finding about the turn points at.
    pub fn role_node(&self) -> Node<'a> {
        self.node.get("role").unwrap_or(self.node)
    }

    /// The last block, where `content` is an array that ends in an object.
    pub fn last_block(&self) -> Option<Block<'a>> {
        let index = self.content.filter(Node::is_array)?.len().checked_sub(1)?;
        self.blocks().last().filter(|block| block.index == index)
    }
}

/// Consecutive messages of one role.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'r, 'a> {
    /// Who speaks.
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
}
