use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a block in a message of a role that never has it: an image or an uploaded file in an `assistant` message,
    /// a call or result of a server tool in a `user` message, a tool change outside a `system` message.
    ///
    /// ## Why the API refuses it
    ///
    /// The API's documentation names a role for each block, and its responses follow it. How the API handles others is
    /// unknown: a warning. `assistant-document` reports documents.
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
    /// Inferred from the pages of the blocks, 2026-10-10. E012 is the response for `system` messages.
    PL353 "misplaced-block",
    summary: "a block in a message of the wrong role",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E012"],
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
    let (expected, name) = match block.kind {
        BlockKind::Image | BlockKind::ContainerUpload => (Role::User, "user"),
        BlockKind::ToolAddition | BlockKind::ToolRemoval => (Role::System, "system"),
        _ => (Role::Assistant, "assistant"),
    };
    let found = block.message.role;
    if found == expected || found == Role::Other || block.outer.is_some() {
        return;
    }
    let diagnostic = RULE
        .at(block.type_node(), shown!("`{}` belongs in a message with role `{name}`", block.kind.tag(), name))
        .label("not allowed in this role")
        .related(block.message.role_node(), "the role of this message")
        .help(shown!("move it to a message with role `{name}`, or remove it", name));
    sink.push(match found {
        Role::System => diagnostic.yields_to("block-not-in-system-message", block.type_node()).response("E012", []),
        _ => diagnostic.response_status(400, "invalid_request_error"),
    });
}
