//! Messages.

use crate::json::Node;

/// The role of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `user`
    User,
    /// `assistant`
    Assistant,
    /// `system`
    System,
    /// Missing, not a string, or not a role that the API knows.
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
    /// The value of `content`, of any type.
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

    /// Whether it is a `user` or `assistant` message with a role, a content and no other member.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.role, Role::User | Role::Assistant) && self.node.len() == 2 && self.content.is_some()
    }

    /// Whether its content is `""` or `[]`.
    pub fn is_empty(&self) -> bool {
        self.content.is_some_and(|content| content.is_empty_str() || content.is_array() && content.is_empty())
    }

    /// Whether it is a `system` message without content that has an `output_config`. The API accepts this form at any
    /// position. Not tested: an `output_config` that sets nothing, and `""` in place of `[]`.
    pub fn is_directive(&self) -> bool {
        let has_no_content = || self.is_empty() || self.content.is_none_or(|content| content.is_null());
        self.role == Role::System && has_no_content() && self.node.get("output_config").is_some()
    }

    /// Whether its `output_config` sets something. A value of the wrong type counts: what it was meant to set is
    /// unknown.
    pub fn sets_output(&self) -> bool {
        self.node.get("output_config").is_some_and(|config| {
            let is_unreadable = !config.is_object() && !config.is_null();
            is_unreadable || config.members().any(|(_, value)| !value.is_null())
        })
    }

    /// The value of `role`, or the message if it has none: the node for a finding about the whole message.
    pub fn role_node(&self) -> Node<'a> {
        self.node.get("role").unwrap_or(self.node)
    }
}
