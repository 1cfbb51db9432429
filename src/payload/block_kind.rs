//! The types of content blocks.

macro_rules! block_kinds {
    ($($variant:ident = $tag:literal,)*) => {
        /// The type of a content block.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is the block of that `type`")]
        pub enum BlockKind {
            $($variant,)*
            /// No `type`, or one that the API does not know.
            Unknown,
        }

        impl BlockKind {
            /// Every known kind.
            pub const ALL: &'static [BlockKind] = &[$(BlockKind::$variant),*];

            /// The kind with this `type`.
            pub fn from_tag(tag: &str) -> Self {
                match tag {
                    $($tag => BlockKind::$variant,)*
                    _ => BlockKind::Unknown,
                }
            }

            /// The `type` of this kind; `""` for an unknown one.
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

    /// `server_tool_use` or `mcp_tool_use`: a call of a tool that the API or an MCP server runs.
    pub fn is_server_call(self) -> bool {
        matches!(self, BlockKind::ServerToolUse | BlockKind::McpToolUse)
    }

    /// The result of such a call. The API writes it into the assistant's turn.
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

    /// Whether blocks of this kind can contain blocks.
    pub(super) fn can_nest(self) -> bool {
        use BlockKind::{Document, McpToolResult, SearchResult, ToolResult, WebFetchToolResult};
        matches!(self, ToolResult | SearchResult | McpToolResult | Document | WebFetchToolResult)
    }

    /// Whether the pairing of calls and results ignores blocks of this kind: neither call, result nor compaction.
    pub(super) fn is_unpaired(self) -> bool {
        use BlockKind::{ContainerUpload, Document, Image, RedactedThinking, SearchResult, Text, Thinking};
        matches!(self, Text | Image | Document | SearchResult | Thinking | RedactedThinking | ContainerUpload)
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
