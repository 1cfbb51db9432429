//! Content blocks.

use crate::mask::{Shown, shown};
use std::borrow::Cow;

use crate::finding::quoted;
use crate::json::Node;

use super::block_kind::BlockKind;
use super::message::{Message, Role};

/// One content block of a message, or one nested in another block.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// The message that contains it.
    pub message: Message<'a>,
    /// Its index in the array that contains it.
    pub index: usize,
    /// The object.
    pub node: Node<'a>,
    /// Its type.
    pub kind: BlockKind,
    /// The value of `text`, of any type.
    pub text: Option<Node<'a>>,
    /// The value of `cache_control`, of any type.
    pub cache_control: Option<Node<'a>>,
    /// For a nested block: the top-level block that contains it.
    pub outer: Option<(Node<'a>, BlockKind)>,
}

impl<'a> Block<'a> {
    pub(super) fn new(message: Message<'a>, index: usize, node: Node<'a>) -> Self {
        let [tag, text, cache_control] = node.get_each(["type", "text", "cache_control"]);
        Block { message, index, node, kind: kind_of(tag), text, cache_control, outer: None }
    }

    /// Whether it is a text or an image with no member besides its type, its content and a cache breakpoint.
    pub(super) fn is_plain(&self) -> bool {
        let is_bare = self.node.len() == 2 + usize::from(self.cache_control.is_some());
        matches!(self.kind, BlockKind::Text | BlockKind::Image) && is_bare
    }

    /// The value of a member.
    #[inline]
    pub fn get(&self, name: &str) -> Option<Node<'a>> {
        self.node.get(name)
    }

    /// The text of a string member.
    #[inline]
    pub fn str(&self, name: &str) -> Option<Cow<'a, str>> {
        self.node.str(name)
    }

    /// The value of `type`, or the block if it has none: the node for a finding about a block in the wrong place.
    pub fn type_node(&self) -> Node<'a> {
        self.get("type").unwrap_or(self.node)
    }

    /// The ID of a call, or the ID of the call in a result; the block if it has none.
    pub fn id_node(&self) -> Node<'a> {
        let is_call = self.kind == BlockKind::ToolUse || self.kind.is_server_call();
        self.get(if is_call { "id" } else { "tool_use_id" }).unwrap_or(self.node)
    }

    /// The ID and name of a call, for messages: `` `toolu_01` (`get_weather`) ``.
    pub fn call_name(&self) -> Shown {
        let name = self.str("name").filter(|name| !name.is_empty());
        let id = self.str("id").unwrap_or_default();
        name.map_or_else(|| quoted(&id), |name| shown!("{} ({})", quoted(&id), quoted(&name)))
    }

    /// The type of the result that a call of a server tool must have: `web_search` → `web_search_tool_result`.
    pub fn result_type(&self) -> String {
        match self.str("name").unwrap_or_default() {
            _ if self.kind == BlockKind::McpToolUse => "mcp_tool_result".into(),
            name if name.starts_with("tool_search_tool") => "tool_search_tool_result".into(),
            name => format!("{name}_tool_result"),
        }
    }

    /// Whether it is a call made by a program in the API's container.
    pub fn is_called_from_code(&self) -> bool {
        self.get("caller").and_then(|caller| caller.tag()).is_some_and(|tag| tag.starts_with("code_execution_"))
    }

    /// Whether `is_error` is `true`.
    pub fn is_error(&self) -> bool {
        self.get("is_error").and_then(|error| error.as_bool()) == Some(true)
    }

    /// Whether it has a `cache_control` that is not `null`.
    pub fn is_cached(&self) -> bool {
        self.cache_control.is_some_and(|control| !control.is_null())
    }

    /// Whether the API reads it as part of an earlier response: it is in an assistant message, or a top-level block of a
    /// user message, where it is in the wrong message.
    pub fn is_sent_back(&self) -> bool {
        match self.message.role {
            Role::Assistant => true,
            Role::User => self.outer.is_none(),
            Role::System | Role::Other => false,
        }
    }

    /// Whether it is nested in a block other than a tool result, such as a document.
    pub fn is_in_media(&self) -> bool {
        self.outer.is_some_and(|(_, kind)| kind != BlockKind::ToolResult)
    }

    /// Whether it is an item of its message's content next to other items, so that it can be removed on its own.
    pub fn has_siblings(&self) -> bool {
        self.outer.is_none() && self.message.content.is_some_and(|content| content.len() > 1)
    }

    /// Whether it is a compaction that replaces everything before it. One that failed has no content and replaces
    /// nothing.
    pub fn is_summary(&self) -> bool {
        self.kind == BlockKind::Compaction && (self.has_text("content") || self.has_text("encrypted_content"))
    }

    /// Whether a member is a non-empty string.
    pub(super) fn has_text(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.is_string() && value.raw_str() != Some(""))
    }

    /// The blocks nested directly in this one: the content of a tool result, a search result, a document's source or
    /// a fetched document.
    pub fn nested(&self) -> impl Iterator<Item = Block<'a>> + use<'a> {
        let content = match self.kind {
            BlockKind::ToolResult | BlockKind::SearchResult | BlockKind::McpToolResult => self.get("content"),
            BlockKind::Document => self.get("source").and_then(|source| source.get("content")),
            _ => None,
        };
        // The content of a web fetch result is an object that is not a block; the document inside it is one.
        let fetched = match self.kind {
            BlockKind::WebFetchToolResult => self.get("content").and_then(|result| result.get("content")),
            _ => None,
        };
        let (message, outer) = (self.message, self.outer.unwrap_or((self.node, self.kind)));
        let items = content.into_iter().flat_map(|content| content.items()).chain(fetched).enumerate();
        let objects = items.filter(|(_, node)| node.is_object());
        objects.map(move |(index, node)| Block { outer: Some(outer), ..Block::new(message, index, node) })
    }

    /// Calls `visit` with this block and every block nested in it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Block<'a>)) {
        visit(self);
        if !self.kind.can_nest() {
            return;
        }
        for nested in self.nested() {
            nested.walk(visit);
        }
    }
}

impl<'a> Message<'a> {
    /// The items of its content that are objects, in order; none if the content is a string.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'a>> + use<'a> {
        let message = *self;
        // Without content, the message itself, which is not an array and has no items.
        let items = self.content.unwrap_or(self.node).items().enumerate();
        items.filter(|(_, node)| node.is_object()).map(move |(index, node)| Block::new(message, index, node))
    }

    /// The last item of its content, if the content is an array and the item is an object.
    pub fn last_block(&self) -> Option<Block<'a>> {
        let index = self.content.filter(Node::is_array)?.len().checked_sub(1)?;
        self.blocks().last().filter(|block| block.index == index)
    }
}

/// Whether a block has no member besides its type, its content and a cache breakpoint.
pub(super) fn is_bare(node: Node<'_>) -> bool {
    node.len() == 2 || (node.len() == 3 && node.get("cache_control").is_some())
}

fn kind_of(tag: Option<Node<'_>>) -> BlockKind {
    match tag {
        Some(tag) if !tag.is_escaped() => tag.raw_str().map_or(BlockKind::Unknown, BlockKind::from_tag),
        Some(tag) => tag.as_str().map_or(BlockKind::Unknown, |tag| BlockKind::from_tag(&tag)),
        None => BlockKind::Unknown,
    }
}
