//! Calls of client tools, and what is known about their results.

use std::borrow::Cow;

use crate::json::Node;
use crate::payload::block::Block;

use super::cause::Cause;

/// A position as the API counts it in errors about pairing: after consecutive messages of one role, and their blocks,
/// are merged (as recorded responses show). All other errors count messages as sent.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct MergedPosition {
    /// Index of the turn.
    pub message: usize,
    /// Index of the block in the turn.
    pub block: usize,
}

impl MergedPosition {
    /// `messages.3`
    pub fn message_path(self) -> String {
        format!("messages.{}", self.message)
    }

    /// `messages.3.content.0`
    pub fn block_path(self) -> String {
        format!("messages.{}.content.{}", self.message, self.block)
    }
}

/// A `tool_use` block in an assistant message, with a readable ID.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// The block.
    pub block: Block<'a>,
    /// Its `id`.
    pub id: Cow<'a, str>,
    /// Its position as the API counts it.
    pub at: MergedPosition,
    /// Its result.
    pub result: ResultState<'a>,
    /// Number of its turn; the first assistant turn is 1.
    pub(super) turn: usize,
    /// Number of later calls in the same turn with this ID.
    pub(super) duplicates: usize,
    /// The call for which the repetition of this ID is reported, if it is repeated, and where it is repeated.
    pub(super) reported_repeat: Option<(Block<'a>, Repetition)>,
    /// What explains a missing result.
    pub(super) causes: Vec<Cause<'a>>,
}

/// Where an ID is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repetition {
    /// In the same turn.
    InTurn,
    /// In a later turn.
    InLaterTurn,
}

impl Repetition {
    /// By the numbers of the turns.
    pub(super) fn between(first: usize, second: usize) -> Self {
        if first == second { Repetition::InTurn } else { Repetition::InLaterTurn }
    }
}

/// Where the result of a call is.
#[derive(Debug, Clone, Copy)]
pub enum ResultState<'a> {
    /// Nowhere.
    Missing,
    /// In an assistant message.
    InAssistantMessage,
    /// Where it belongs: in the run of results at the start of the next user turn.
    Direct(Block<'a>),
    /// In the next user turn, but after this other value.
    NotFirst(Block<'a>, Node<'a>),
    /// In a later turn.
    Late(Block<'a>),
    /// An earlier call of the turn has the same ID, and results count as that call's.
    OfDuplicate,
}
