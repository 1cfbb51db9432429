//! An assistant message at the end of the conversation.

use crate::knowledge::Support;

use super::block::Block;
use super::block_kind::BlockKind;
use super::message::{Message, Role};
use super::pairing::Cause;
use super::view::Payload;

/// An assistant message at the end of the conversation that the API does not continue by itself.
pub(crate) struct Prefill<'r, 'a> {
    /// The message.
    pub(crate) message: &'r Message<'a>,
    /// Pairing faults whose fix puts another message after this one.
    pub(crate) causes: Vec<Cause<'a>>,
}

impl<'a> Payload<'a> {
    /// The assistant message at the end of the conversation, if the API does not continue it by itself.
    ///
    /// `None` after a paused turn, a compaction or a fallback, in a thread, and if the message contains calls that
    /// cannot be read.
    pub(crate) fn final_assistant_message<'r>(&'r self) -> Option<Prefill<'r, 'a>> {
        let message = self.messages().iter().rev().find(|message| !message.is_directive())?;
        if message.role != Role::Assistant || self.may_end_with_assistant() {
            return None;
        }
        let last = message.last_block();
        let is_continued = last.is_some_and(|block| {
            let kind = block.kind;
            matches!(kind, BlockKind::Compaction | BlockKind::Fallback | BlockKind::McpToolListing)
                || kind.is_server_call()
                || kind.is_server_result()
        });
        if self.is_plain_answer(message) {
            return Some(Prefill { message, causes: Vec::new() });
        }
        let pairing = self.pairing();
        if is_continued || pairing.is_paused {
            return None;
        }
        let mut causes = Vec::new();
        if let Some(result) = last.filter(|block| block.kind == BlockKind::ToolResult) {
            causes.push(Cause::misplaced_tool_result(&result));
        }
        if pairing.ends_in_call {
            causes.extend(pairing.causes_at_end());
            if causes.is_empty() {
                return None;
            }
        }
        Some(Prefill { message, causes })
    }

    /// Whether a message is an assistant turn of its own with nothing but text, whatever is in the messages before it.
    fn is_plain_answer(&self, message: &Message<'a>) -> bool {
        let before = message.index.checked_sub(1).and_then(|index| self.messages().get(index));
        message.content.is_some_and(|content| content.is_string())
            && before.is_some_and(|before| before.role == Role::User)
    }

    /// The prefill: text at the end of the conversation that the model continues.
    pub(crate) fn prefill(&self) -> Option<&Message<'a>> {
        // The model cannot continue a call, or a result that the user should have sent.
        self.final_assistant_message().filter(|last| last.causes.is_empty()).map(|last| last.message)
    }

    /// Whether the model supports a prefill.
    pub(crate) fn prefill_support(&self) -> Support {
        let model = self.context.model.facts;
        model.map_or(Support::Unknown, |model| model.prefill.on(self.context.target))
    }
}

impl<'a> Message<'a> {
    /// Its last block, if that is `thinking` or `redacted_thinking`.
    pub(crate) fn final_thinking(&self) -> Option<Block<'a>> {
        self.last_block().filter(|block| block.kind.is_thinking())
    }
}
