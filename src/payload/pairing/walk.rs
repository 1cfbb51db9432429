//! The state of the walk over the conversation.

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};

use crate::json::Node;
use crate::payload::block::Block;
use crate::payload::message::{Message, Role};
use crate::placeholder::is_replaced_id;

use super::call::{Call, MergedPosition};
use super::cause::{Cause, CauseKind};
use super::fault::{Fault, Mismatch, Orphan};
use super::server_calls::ServerCalls;

/// The state of the walk.
#[derive(Default)]
pub(super) struct Walk<'a> {
    pub(super) calls: Vec<Call<'a>>,
    /// How many messages there are, and so about how many calls.
    pub(super) message_count: usize,
    pub(super) faults: Vec<Fault<'a>>,
    /// The latest call of each ID.
    pub(super) by_id: HashMap<Cow<'a, str>, usize>,
    pub(super) server: ServerCalls<'a>,
    /// IDs whose other half, if it is missing, has this cause.
    pub(super) causes: HashMap<Cow<'a, str>, Cause<'a>>,
    /// IDs of results without a call. Each is reported once.
    pub(super) orphan_ids: HashSet<(CauseKind, Cow<'a, str>)>,
    pub(super) orphans: Vec<UnmatchedResult<'a>>,
    pub(super) interruptions: Vec<Interruption<'a>>,
    /// Assistant turns for which it is unknown whether their calls have results.
    pub(super) unknown_turns: HashSet<usize>,

    /// Whether an ID that a recorder or an author has replaced is not known.
    pub(super) replaced_are_unknown: bool,

    /// The role of the current turn.
    pub(super) speaker: Option<Role>,
    /// Number of assistant turns so far.
    pub(super) turn: usize,
    /// The last assistant message.
    pub(super) assistant: Option<Message<'a>>,
    /// Whether the current assistant turn has calls of client tools.
    pub(super) calls_in_turn: bool,
    /// Whether the call of a result may be somewhere that cannot be read.
    pub(super) may_have_unread_calls: bool,
    /// The last assistant turn in which the same holds for results of server tools, which may be one turn late.
    pub(super) unread_server_calls_until: usize,
    /// The call of a server tool with a malformed ID, and the last turn in which its result may be.
    pub(super) malformed_server_call: Option<(usize, Cause<'a>)>,
    /// In a user turn: the first value that is not a result, and whether there were results.
    pub(super) first_other: Option<Node<'a>>,
    pub(super) results_in_turn: bool,
    /// In a user turn: the content of its first message, if all messages so far are empty.
    pub(super) empty_content: Option<Node<'a>>,

    pub(super) signed_compactions: Vec<Block<'a>>,

    /// Role of the last message, to count as the API does.
    last_role: Option<Role>,
    /// The position of the next block as the API counts it.
    pub(super) at: MergedPosition,
}

/// A result without a call, until the end of the conversation shows whether a call without a result is its own.
pub(super) struct UnmatchedResult<'a> {
    pub(super) orphan: Orphan<'a>,
    /// Number of the assistant turn before it.
    pub(super) turn: usize,
    pub(super) causes: Vec<Cause<'a>>,
}

/// Other content in a user turn for whose results a server tool waits.
pub(super) struct Interruption<'a> {
    pub(super) call: Mismatch<'a>,
    pub(super) other: Node<'a>,
    /// Number of the assistant turn before it.
    pub(super) turn: usize,
    /// Whether the turn has results at all.
    pub(super) has_results: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(continues_thread: bool) -> Self {
        Walk {
            may_have_unread_calls: continues_thread,
            unread_server_calls_until: usize::from(continues_thread),
            ..Walk::default()
        }
    }

    /// Updates the position at the start of a message.
    pub(super) fn count_message(&mut self, message: &Message<'a>) {
        match self.last_role {
            None => {}
            Some(role) if role == message.role => return,
            Some(_) => self.at = MergedPosition { message: self.at.message + 1, block: 0 },
        }
        self.last_role = Some(message.role);
    }

    /// Updates the position after a message.
    pub(super) fn count_blocks(&mut self, message: &Message<'a>) {
        self.at.block += match message.content {
            Some(content) if content.is_array() => content.len(),
            Some(_) if !message.is_empty() => 1,
            _ => 0,
        };
    }

    pub(super) fn position(&self, block: &Block<'_>) -> MergedPosition {
        MergedPosition { message: self.at.message, block: self.at.block + block.index }
    }

    pub(super) fn mismatch(&self, block: Block<'a>, id: Cow<'a, str>) -> Mismatch<'a> {
        Mismatch { at: self.position(&block), block, id }
    }

    /// A compaction replaces everything before it.
    pub(super) fn compaction(&mut self, block: Block<'a>) {
        if !block.is_summary() {
            return;
        }
        if block.has_text("signature") {
            self.signed_compactions.push(block);
        }
        *self = Walk {
            replaced_are_unknown: self.replaced_are_unknown,
            speaker: self.speaker,
            turn: self.turn,
            signed_compactions: std::mem::take(&mut self.signed_compactions),
            unread_server_calls_until: self.turn + 1,
            last_role: self.last_role,
            at: self.at,
            ..Walk::new(true)
        };
    }

    /// The ID in a member of a block, if it is known.
    pub(super) fn known_id(&self, block: &Block<'a>, name: &str) -> Option<Cow<'a, str>> {
        block.str(name).filter(|id| !self.replaced_are_unknown || !is_replaced_id(id))
    }

    /// A call that cannot be read may belong to any result.
    pub(super) fn add_unread_call(&mut self) {
        self.may_have_unread_calls = true;
        self.add_unread_server_call();
    }

    pub(super) fn add_unread_server_call(&mut self) {
        self.unread_server_calls_until = self.turn + 1;
    }
}

/// Whether part of the content cannot be read. It may be what is missing elsewhere.
pub(super) fn has_unreadable_content(message: &Message<'_>) -> bool {
    match message.content {
        Some(content) if content.is_array() => content.items().any(|item| !item.is_object()),
        Some(content) => !content.is_string(),
        None => true,
    }
}

/// Whether a string has only characters that IDs have.
pub(super) fn is_well_formed_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Whether a block of an unknown type may be a result.
pub(super) fn may_be_result(block: &Block<'_>) -> bool {
    let has_call_id = ["tool_use_id", "tool_call_id", "call_id"].iter().any(|name| block.get(name).is_some());
    has_call_id || block.get("type").is_none()
}
