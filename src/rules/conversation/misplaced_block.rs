use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

use super::tool::type_node;

rule! {
    /// ## What it does
    ///
    /// Finds a block in a role that never makes it: an image or an uploaded file in an assistant's message, a server
    /// tool's call or result in a user's message, a change of tools outside a system message.
    ///
    /// ## Why the API refuses it
    ///
    /// The API's pages name a role for each block, and answers come in that shape. What it does with another is not on
    /// record: a warning. Documents are left alone, see `assistant-document`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}, {"type": "text", "text": "What is it?"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Inferred from the pages of the blocks, 2026-10-10.
    PL353 "misplaced-block",
    summary: "a block in a role that never makes it",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(KINDS, check),
}

const KINDS: &[BlockKind] = &[
    BlockKind::Image,
    BlockKind::ContainerUpload,
    BlockKind::ServerToolUse,
    BlockKind::WebSearchToolResult,
    BlockKind::WebFetchToolResult,
    BlockKind::CodeExecutionToolResult,
    BlockKind::BashCodeExecutionToolResult,
    BlockKind::TextEditorCodeExecutionToolResult,
    BlockKind::ToolSearchToolResult,
    BlockKind::AdvisorToolResult,
    BlockKind::McpToolUse,
    BlockKind::McpToolResult,
    BlockKind::McpToolListing,
    BlockKind::ToolAddition,
    BlockKind::ToolRemoval,
];

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let (home, role) = match block.kind {
        BlockKind::Image | BlockKind::ContainerUpload => (Role::User, "user"),
        BlockKind::ToolAddition | BlockKind::ToolRemoval => (Role::System, "system"),
        _ => (Role::Assistant, "assistant"),
    };
    let found = block.message.role;
    // What a system message may hold is told by its schema.
    let elsewhere = matches!(found, Role::User | Role::Assistant) && found != home;
    if !elsewhere || block.outer.is_some() {
        return;
    }
    let what = block.kind.tag();
    sink.push(
        RULE.at(type_node(block), format!("`{what}` belongs in a message of role `{role}`"))
            .label("not in this role")
            .related(block.message.role_node(), "the role of this message")
            .help(format!("move it to a message of role `{role}`, or leave it out"))
            .response_status(400, "invalid_request_error"),
    );
}
