//! Which tools a request declares, and whether that is known.

use crate::json::Node;
use crate::nearest::nearest;

use super::tool::Tool;
use super::view::Payload;

impl<'a> Payload<'a> {
    /// Whether there may be tools that `tools` does not list: part of it cannot be read, a `system` message adds tools, or
    /// the request continues a thread, which keeps the tools of the request that created it.
    pub fn has_unknown_tools(&self) -> bool {
        self.continues_thread() || self.has_unreadable_tools() || self.tool_additions().next().is_some()
    }

    /// As [`Payload::has_unknown_tools`], or the list has another name.
    pub fn has_unlisted_tools(&self) -> bool {
        self.has_unknown_tools() || self.is_misnamed("tools")
    }

    /// Whether `tools` or an item of it cannot be read: it has the wrong type, or a tool has no readable name.
    pub fn has_unreadable_tools(&self) -> bool {
        let Some(tools) = self.fields.tools else { return false };
        let is_list = tools.is_array() && tools.items().all(|tool| tool.is_object());
        !is_list || self.tools().iter().any(Tool::is_unreadable)
    }

    /// Whether the body lacks a field and has another one that stands for it; see [`Payload::misnamed_key`].
    pub fn is_misnamed(&self, field: &str) -> bool {
        self.misnamed_key(field).is_some()
    }

    /// The key of an unknown field that stands for a missing one, such as `functions` for `tools`.
    pub fn misnamed_key(&self, field: &str) -> Option<Node<'a>> {
        /// More unknown fields than any real request has. The others are ignored.
        const MAX_UNKNOWN: usize = 100;
        if self.body.get(field).is_some() {
            return None;
        }
        let known = self.context.knowledge.schemas().request();
        let stands_for_field = |name: &str| match self.context.knowledge.renames().in_scope("request", name) {
            Some(rename) => rename.to.as_deref() == Some(field),
            None => nearest(name, known.member_names()) == Some(field),
        };
        let is_known = |key: &Node<'_>| key.as_str().is_none_or(|key| known.member(&key).is_some());
        let unknown = self.body.members().map(|(key, _)| key).filter(|key| !is_known(key));
        unknown.take(MAX_UNKNOWN).find(|key| key.as_str().is_some_and(|key| stands_for_field(&key)))
    }

    /// Whether a tool with this name is declared, in `tools` or by a `system` message.
    pub fn declares_tool(&self, name: &str) -> bool {
        let names = self.tool_names.get_or_init(|| {
            let listed = self.tools().iter().flat_map(|tool| [tool.own_name(), tool.called(self.context.knowledge)]);
            listed.flatten().chain(self.added_tools().filter_map(|tool| tool.str("name"))).collect()
        });
        names.contains(name)
    }
}
