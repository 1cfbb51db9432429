//! What explains a fault of pairing.

use crate::json::Node;
use crate::payload::block::Block;

/// A fault of another block or message that explains a fault of pairing: fixing it probably fixes both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cause<'a> {
    /// What is wrong there.
    pub kind: CauseKind,
    /// The node that is wrong.
    pub node: Node<'a>,
}

/// The faults that explain a fault of pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CauseKind {
    /// The ID has characters that no ID has.
    MalformedId,
    /// The user turn that should contain the results is empty.
    EmptyUserMessage,
    /// The calls are in the format of another API.
    UnknownToolCalls,
    /// The call is in a user message.
    MisplacedToolUse,
    /// The result is in an assistant message.
    MisplacedToolResult,
    /// The call or result of a server tool is in a user message.
    MisplacedBlock,
    /// The ID was used before.
    RepeatedToolUseId,
    /// The call has no result.
    MissingToolResult,
    /// The result of the call is in a later turn.
    LateToolResult,
    /// The result follows other content.
    ToolResultNotFirst,
    /// The result has no call.
    OrphanToolResult,
    /// The result is for a call that the API answers.
    ResultForServerTool,
    /// The result of a server tool has no call.
    OrphanServerToolResult,
}

impl<'a> Cause<'a> {
    /// The ID of this call or result is malformed.
    pub(super) fn malformed_id(block: &Block<'a>) -> Self {
        Cause { kind: CauseKind::MalformedId, node: block.id_node() }
    }

    /// This result is in an assistant message.
    pub(in crate::payload) fn misplaced_tool_result(block: &Block<'a>) -> Self {
        Cause { kind: CauseKind::MisplacedToolResult, node: block.type_node() }
    }
}
