//! Faults of pairing.

use std::borrow::Cow;

use crate::json::Node;
use crate::payload::block::Block;

use super::call::{MergedPosition, Repetition};
use super::cause::Cause;

/// A fault of pairing.
#[derive(Debug, Clone)]
pub struct Fault<'a> {
    /// What is wrong.
    pub kind: FaultKind<'a>,
    /// What explains it.
    pub causes: Vec<Cause<'a>>,
}

/// The kinds of faults.
#[derive(Debug, Clone)]
pub enum FaultKind<'a> {
    /// Calls of one turn have no result anywhere.
    Missing(Unanswered<'a>, Vec<Block<'a>>),
    /// The results of calls of one turn are in a later turn: pairs of call and result.
    Late(Unanswered<'a>, Vec<(Block<'a>, Block<'a>)>),
    /// The results of calls of one turn follow this other value: pairs of call and result.
    NotFirst(Unanswered<'a>, Vec<(Block<'a>, Block<'a>)>, Node<'a>),
    /// A result whose ID no call in the previous assistant turn has.
    Orphan(Orphan<'a>),
    /// A second result for one call, of a client or a server tool; the first one.
    Repeated(Mismatch<'a>, Block<'a>),
    /// A `tool_result` for a call that the API answers; the call, if there is one.
    ForServerTool(Mismatch<'a>, Option<Block<'a>>),
    /// A call of a client or a server tool whose ID an earlier call has; the earlier one, and whether it is in another turn.
    RepeatedId(Mismatch<'a>, Block<'a>, Repetition),
    /// A call of a server tool without its result, and the result, if it is in a later turn.
    ServerMissing(Mismatch<'a>, Option<Block<'a>>),
    /// The result of a server tool without its call.
    ServerOrphan(Mismatch<'a>),
    /// A call of a server tool waits for the results of client tools, and this value is next to them.
    Interrupted(Mismatch<'a>, Node<'a>),
}

/// A block whose ID does not match.
#[derive(Debug, Clone)]
pub struct Mismatch<'a> {
    /// The block.
    pub block: Block<'a>,
    /// Its `id` or `tool_use_id`.
    pub id: Cow<'a, str>,
    /// Its position as the API counts it.
    pub at: MergedPosition,
}

/// A result without its call.
#[derive(Debug, Clone)]
pub struct Orphan<'a> {
    /// The result.
    pub result: Mismatch<'a>,
    /// An earlier call with the same ID.
    pub older: Option<Block<'a>>,
    /// A call in the previous assistant turn that has no result, so that probably only the two IDs differ.
    pub unanswered: Option<Block<'a>>,
}

/// Calls of one turn whose results are not where they belong, as the API lists them.
#[derive(Debug, Clone)]
pub struct Unanswered<'a> {
    /// The index in the error: of the message after the turn, or of the turn if it is the last.
    pub message: usize,
    /// Their IDs, sorted.
    pub ids: Vec<Cow<'a, str>>,
    /// Number of the assistant turn.
    pub(super) turn: usize,
}

impl<'a> Fault<'a> {
    pub(super) fn new(kind: FaultKind<'a>) -> Self {
        Fault { kind, causes: Vec::new() }
    }

    pub(super) fn caused_by(kind: FaultKind<'a>, causes: impl IntoIterator<Item = Cause<'a>>) -> Self {
        Fault { kind, causes: causes.into_iter().collect() }
    }
}
