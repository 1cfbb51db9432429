//! Which result answers which call: one pass over the conversation, shared by the rules about pairing.
//!
//! The reading is that of the first-party API. Consecutive messages of one role are one turn, system messages stand
//! between turns without parting them, and the answer to a turn's calls is the run of `tool_result` blocks with which
//! the next user turn begins. What cannot be judged (a call without a readable id, a turn of a foreign role, history
//! that a thread or a compaction holds elsewhere) is left alone.

mod walk;

use std::borrow::Cow;

use crate::json::Node;

use super::Payload;
use super::block::Block;
use walk::Walk;

/// A place as the API counts it in answers about pairing: after consecutive messages of one role are merged,
/// blocks included (a recorded answer; every other check counts as sent).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Index of the turn.
    pub message: usize,
    /// Index of the block in the turn.
    pub block: usize,
}

impl Merged {
    /// `messages.3`
    pub fn message_path(self) -> String {
        format!("messages.{}", self.message)
    }

    /// `messages.3.content.0`
    pub fn block_path(self) -> String {
        format!("messages.{}.content.{}", self.message, self.block)
    }
}

/// A `tool_use` block of the assistant with a readable id.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// The block.
    pub block: Block<'a>,
    /// Its `id`.
    pub id: Cow<'a, str>,
    /// Where the API says it is.
    pub at: Merged,
    /// What answers it.
    pub answer: ResultState<'a>,
    /// Number of the assistant's turn, from 1.
    turn: usize,
    /// How many more calls of the same turn have this id.
    twins: usize,
    /// Its id was used before, and that was told.
    told: bool,
}

/// What stands where a call's result belongs.
#[derive(Debug, Clone, Copy)]
pub enum ResultState<'a> {
    /// Nothing.
    Missing,
    /// Its result, in the run with which the next user turn begins.
    Direct(Block<'a>),
    /// Its result, in the next user turn, but behind this value.
    NotFirst(Block<'a>, Node<'a>),
    /// Its result, in a later turn.
    Late(Block<'a>),
    /// Something else is wrong that hides the answer.
    Unjudged,
}

/// One fault of pairing.
#[derive(Debug, Clone)]
pub enum Fault<'a> {
    /// Calls of one turn have no result anywhere.
    Missing(Unanswered<'a>, Vec<Block<'a>>),
    /// Calls of one turn have their results in a later one: call and result.
    Late(Unanswered<'a>, Vec<(Block<'a>, Block<'a>)>),
    /// Calls of one turn have their results behind this value: call and result.
    NotFirst(Unanswered<'a>, Vec<(Block<'a>, Block<'a>)>, Node<'a>),
    /// A result whose id the assistant's turn before it did not use.
    Orphan(Orphan<'a>),
    /// A second result for one call, of whichever kind; the first.
    Repeated(Mismatch<'a>, Block<'a>),
    /// A `tool_result` for a call that the API answers itself; the call, if there is one.
    ForServerTool(Mismatch<'a>, Option<Block<'a>>),
    /// A call, of whichever kind, whose id was used before; the first call.
    RepeatedId(Mismatch<'a>, Block<'a>),
    /// A server tool's call without its result.
    ServerMissing(Mismatch<'a>),
    /// A server tool's result without its call.
    ServerOrphan(Mismatch<'a>),
    /// A server tool's call waits for the results of client tools, and this stands among them.
    Interrupted(Mismatch<'a>, Node<'a>),
}

/// A block with its id and the place that the API names.
#[derive(Debug, Clone)]
pub struct Mismatch<'a> {
    /// The block.
    pub block: Block<'a>,
    /// Its `tool_use_id`, or `id`.
    pub id: Cow<'a, str>,
    /// Where the API says it is.
    pub at: Merged,
}

/// A result without its call.
#[derive(Debug, Clone)]
pub struct Orphan<'a> {
    /// The result.
    pub result: Mismatch<'a>,
    /// An older call with its id.
    pub older: Option<Block<'a>>,
    /// A call of the turn before it that has no result: the two ids differ.
    pub unanswered: Option<Block<'a>>,
    /// Number of the assistant's turn before it.
    turn: usize,
}

/// The calls of one turn that are not answered where they should be, as the API lists them.
#[derive(Debug, Clone)]
pub struct Unanswered<'a> {
    /// The index in the answer: that of the message behind the turn, or of the turn where nothing is behind it.
    pub message: usize,
    /// Their ids, sorted.
    pub ids: Vec<Cow<'a, str>>,
}

/// Calls, their answers, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Pairing<'a> {
    /// The calls of client tools, in order.
    pub calls: Vec<Call<'a>>,
    /// What is wrong, in no order.
    pub faults: Vec<Fault<'a>>,
    /// Calls of server tools that the answer to this request will resolve.
    pub pending: Vec<Block<'a>>,
    /// The last turn is the assistant's and has calls of client tools.
    pub ends_in_call: bool,
    /// The last turn is the assistant's, interrupted while the API ran a tool.
    pub is_paused: bool,
    /// Compactions made on demand, which have a signature, in order.
    pub signed_compactions: Vec<Block<'a>>,
}

impl<'a> Pairing<'a> {
    pub(super) fn of(payload: &Payload<'a>) -> Self {
        // A conversation of plain words has nothing to pair.
        if payload.blocks().iter().all(|block| block.kind.is_plain()) {
            return Pairing::default();
        }
        let mut walk = Walk::new(payload.continues_thread());
        for message in payload.messages() {
            walk.read(message);
        }
        walk.finish(payload.goes_on_from_assistant())
    }

    /// Calls that the last user turn answers.
    pub fn answered_last(&self) -> impl Iterator<Item = (&Call<'a>, &Block<'a>)> {
        let last = self.calls.last().map_or(0, |call| call.turn);
        self.answered().filter(move |(call, _)| call.turn == last)
    }

    /// Calls with the result that answers them.
    pub fn answered(&self) -> impl Iterator<Item = (&Call<'a>, &Block<'a>)> {
        self.calls.iter().filter_map(|call| match &call.answer {
            ResultState::Direct(result) | ResultState::NotFirst(result, _) => Some((call, result)),
            _ => None,
        })
    }
}
