//! A last turn of the assistant that the model is to go on writing.

use crate::knowledge::Support;
use crate::payload::{BlockKind, Message, Payload, Role};

/// The assistant's message at the end of the conversation, where it is a prefill.
///
/// It is none when the API goes on by itself (a paused turn, a compaction, a fallback, a thread), when it holds
/// calls that wait for their results, a misplaced result, or a system message behind it: those have rules of their own.
pub(super) fn prefill<'r, 'a>(payload: &'r Payload<'a>) -> Option<&'r Message<'a>> {
    let last = payload.messages().iter().rev().find(|message| !message.is_directive())?;
    if last.role != Role::Assistant {
        return None;
    }
    let goes_on = last.last_block().is_some_and(|block| {
        let kind = block.kind;
        let by_itself = matches!(kind, BlockKind::Compaction | BlockKind::Fallback | BlockKind::McpToolListing);
        by_itself || kind.is_server_call() || kind.is_server_result() || kind == BlockKind::ToolResult
    });
    let pairing = payload.pairing();
    let waits = pairing.ends_in_call || pairing.is_paused;
    (!goes_on && !waits && !payload.goes_on_from_assistant()).then_some(last)
}

/// Whether the model takes a prefill.
pub(super) fn takes_prefill(payload: &Payload<'_>) -> Support {
    let model = payload.context.model.facts;
    model.map_or(Support::Unknown, |model| model.prefill.on(payload.context.target))
}

/// Whether the message ends in a thinking block, which `thinking-last` tells.
pub(super) fn ends_in_thinking(message: &Message<'_>) -> bool {
    message.last_block().is_some_and(|block| block.kind.is_thinking())
}
