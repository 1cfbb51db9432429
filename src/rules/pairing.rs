//! What the rules about the pairing of calls and results share.

use crate::join::join_with;
use crate::mask::{Shown, shown};
use crate::payload::Block;
use crate::payload::pairing::{Cause, CauseKind};

use super::Diagnostic;

/// The number of calls that a finding about several calls shows.
pub(crate) const MAX_SHOWN: usize = 3;

/// The first few calls, and the number of the others.
pub(crate) fn call_names(calls: &[Block<'_>]) -> Shown {
    let names = join_with(", ", calls.iter().take(MAX_SHOWN).map(Block::call_name));
    match calls.len().saturating_sub(MAX_SHOWN) {
        0 => names,
        more => shown!("{names} and {more} more", names, more),
    }
}

/// The values for the error about a server tool's call without a result (E028).
pub(crate) fn server_call_values(call: &Block<'_>) -> [(&'static str, String); 3] {
    let text = |name| call.str(name).unwrap_or_default().into_owned();
    [("server_tool", text("name")), ("id", text("id")), ("result", call.result_type())]
}

impl Diagnostic {
    /// Yields to the rules that report what explains a fault of pairing.
    pub(crate) fn yields_to_causes(self, causes: &[Cause<'_>]) -> Self {
        causes.iter().fold(self, |diagnostic, cause| diagnostic.yields_to(rule_of(cause.kind), cause.node))
    }
}

/// The rule that reports a cause.
fn rule_of(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::MalformedId => "pattern-mismatch",
        CauseKind::EmptyUserMessage => "empty-user-message",
        CauseKind::UnknownToolCalls => "unknown-field",
        CauseKind::MisplacedToolUse => "misplaced-tool-use",
        CauseKind::MisplacedToolResult => "misplaced-tool-result",
        CauseKind::MisplacedBlock => "misplaced-block",
        CauseKind::RepeatedToolUseId => "repeated-tool-use-id",
        CauseKind::MissingToolResult => "missing-tool-result",
        CauseKind::LateToolResult => "late-tool-result",
        CauseKind::ToolResultNotFirst => "tool-result-not-first",
        CauseKind::OrphanToolResult => "orphan-tool-result",
        CauseKind::ResultForServerTool => "result-for-server-tool",
        CauseKind::OrphanServerToolResult => "orphan-server-tool-result",
    }
}
