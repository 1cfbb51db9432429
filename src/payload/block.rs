//! Content blocks.

use std::borrow::Cow;

use crate::json::Node;

use super::message::Message;

macro_rules! block_kinds {
    ($($variant:ident = $tag:literal,)*) => {
        /// What a content block is, by its `type`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is the block of that `type`")]
        pub enum BlockKind {
            $($variant,)*
            /// A tag the API does not know, or none.
            Unknown,
        }

        impl BlockKind {
            /// Every known kind.
            pub const ALL: &'static [BlockKind] = &[$(BlockKind::$variant),*];

            /// The kind of that tag.
            pub fn from_tag(tag: &str) -> Self {
                match tag {
                    $($tag => BlockKind::$variant,)*
                    _ => BlockKind::Unknown,
                }
            }

            /// The tag of that kind; `""` for an unknown one.
            pub fn tag(self) -> &'static str {
                match self {
                    $(BlockKind::$variant => $tag,)*
                    BlockKind::Unknown => "",
                }
            }
        }
    };
}

block_kinds! {
    Text = "text",
    Image = "image",
    Document = "document",
    SearchResult = "search_result",
    Thinking = "thinking",
    RedactedThinking = "redacted_thinking",
    ToolUse = "tool_use",
    ToolResult = "tool_result",
    ServerToolUse = "server_tool_use",
    WebSearchToolResult = "web_search_tool_result",
    WebFetchToolResult = "web_fetch_tool_result",
    CodeExecutionToolResult = "code_execution_tool_result",
    BashCodeExecutionToolResult = "bash_code_execution_tool_result",
    TextEditorCodeExecutionToolResult = "text_editor_code_execution_tool_result",
    ToolSearchToolResult = "tool_search_tool_result",
    AdvisorToolResult = "advisor_tool_result",
    ContainerUpload = "container_upload",
    McpToolUse = "mcp_tool_use",
    McpToolResult = "mcp_tool_result",
    McpToolListing = "mcp_tool_listing",
    Compaction = "compaction",
    Fallback = "fallback",
    ToolAddition = "tool_addition",
    ToolRemoval = "tool_removal",
    BrowserState = "browser_state",
    ToolReference = "tool_reference",
}

impl BlockKind {
    /// `thinking` or `redacted_thinking`.
    pub fn is_thinking(self) -> bool {
        matches!(self, BlockKind::Thinking | BlockKind::RedactedThinking)
    }

    /// A call of a tool that the API, or an MCP server for it, runs.
    pub fn is_server_call(self) -> bool {
        matches!(self, BlockKind::ServerToolUse | BlockKind::McpToolUse)
    }

    /// The result of such a call, made by the API and replayed in the assistant's turn.
    pub fn is_server_result(self) -> bool {
        use BlockKind::{
            AdvisorToolResult, BashCodeExecutionToolResult, CodeExecutionToolResult, McpToolResult,
            TextEditorCodeExecutionToolResult, ToolSearchToolResult, WebFetchToolResult, WebSearchToolResult,
        };
        matches!(
            self,
            WebSearchToolResult
                | WebFetchToolResult
                | CodeExecutionToolResult
                | BashCodeExecutionToolResult
                | TextEditorCodeExecutionToolResult
                | ToolSearchToolResult
                | AdvisorToolResult
                | McpToolResult
        )
    }
}

impl BlockKind {
    /// Whether blocks of this kind may hold others.
    fn may_nest(self) -> bool {
        use BlockKind::{Document, McpToolResult, SearchResult, ToolResult, WebFetchToolResult};
        matches!(self, ToolResult | SearchResult | McpToolResult | Document | WebFetchToolResult)
    }

    /// Whether a block of this kind neither calls a tool nor answers a call, nor stands for earlier turns.
    pub(super) fn is_plain(self) -> bool {
        use BlockKind::{ContainerUpload, Document, Image, RedactedThinking, SearchResult, Text, Thinking};
        matches!(self, Text | Image | Document | SearchResult | Thinking | RedactedThinking | ContainerUpload)
    }
}

/// One content block of a message, or one nested in another block.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// The message it stands in.
    pub message: Message<'a>,
    /// Its index in the array that holds it.
    pub index: usize,
    /// The object.
    pub node: Node<'a>,
    /// What it is.
    pub kind: BlockKind,
    /// The value of `text`, of whatever type.
    pub text: Option<Node<'a>>,
    /// The value of `cache_control`, of whatever type.
    pub cache_control: Option<Node<'a>>,
    /// For a nested block: the top-level block it lies in.
    pub outer: Option<(Node<'a>, BlockKind)>,
}

impl<'a> Block<'a> {
    pub(super) fn new(message: Message<'a>, index: usize, node: Node<'a>) -> Self {
        let [tag, text, cache_control] = node.get_each(["type", "text", "cache_control"]);
        Block { message, index, node, kind: kind_of(tag), text, cache_control, outer: None }
    }

    /// Whether it is a text or an image with nothing beside but a cache breakpoint.
    pub(super) fn is_words(&self) -> bool {
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

    /// Whether it is a compaction that stands for everything before it; a failed one has no content, and changes
    /// nothing.
    pub fn is_summary(&self) -> bool {
        self.kind == BlockKind::Compaction && (self.has_text("content") || self.has_text("encrypted_content"))
    }

    /// Whether a member is a text, and not an empty one.
    pub(super) fn has_text(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.is_string() && value.raw_str() != Some(""))
    }

    /// The blocks nested in this one: the content of a tool or search result, of a document's source, of a
    /// fetched document.
    pub fn nested(&self) -> impl Iterator<Item = Block<'a>> + use<'a> {
        let content = match self.kind {
            BlockKind::ToolResult | BlockKind::SearchResult | BlockKind::McpToolResult => self.get("content"),
            BlockKind::Document => self.get("source").and_then(|source| source.get("content")),
            _ => None,
        };
        // A web fetch holds one document: its result object is no block, the document inside is.
        let fetched = match self.kind {
            BlockKind::WebFetchToolResult => self.get("content").and_then(|result| result.get("content")),
            _ => None,
        };
        let (message, outer) = (self.message, self.outer.unwrap_or((self.node, self.kind)));
        let items = content.into_iter().flat_map(|content| content.items()).chain(fetched).enumerate();
        let objects = items.filter(|(_, node)| node.is_object());
        objects.map(move |(index, node)| Block { outer: Some(outer), ..Block::new(message, index, node) })
    }

    /// Calls `visit` on this block and everything nested in it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Block<'a>)) {
        visit(self);
        if !self.kind.may_nest() {
            return;
        }
        for nested in self.nested() {
            nested.walk(visit);
        }
    }
}

/// Whether a block has its tag, its content, and at most a cache breakpoint.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_kinds_agree() {
        for kind in BlockKind::ALL {
            assert_eq!(BlockKind::from_tag(kind.tag()), *kind);
        }
        assert_eq!(BlockKind::from_tag("image_url"), BlockKind::Unknown);
    }
}
