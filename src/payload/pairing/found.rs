//! The result of the walk.

use crate::payload::block::Block;

use super::call::{Call, ResultState};
use super::cause::{Cause, CauseKind};
use super::fault::{Fault, FaultKind};

/// Calls, their results, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Pairing<'a> {
    /// The calls of client tools, in order.
    pub calls: Vec<Call<'a>>,
    /// What is wrong, in no particular order.
    pub faults: Vec<Fault<'a>>,
    /// Calls of server tools that the API will run when it receives this request.
    pub pending: Vec<Block<'a>>,
    /// Whether the last turn is an assistant turn with calls of client tools.
    pub ends_in_call: bool,
    /// Whether the last turn is an assistant turn that the API paused while a server tool was running.
    pub is_paused: bool,
    /// Compactions made on request, which have a signature, in order.
    pub signed_compactions: Vec<Block<'a>>,
    /// Number of the last assistant turn.
    pub(super) last_turn: usize,
}

impl<'a> Pairing<'a> {
    /// Calls with their results, if the results are in the next user turn.
    pub fn answered(&self) -> impl Iterator<Item = (&Call<'a>, &Block<'a>)> {
        self.calls.iter().filter_map(|call| match &call.result {
            ResultState::Direct(result) | ResultState::NotFirst(result, _) => Some((call, result)),
            _ => None,
        })
    }

    /// The calls that the last user turn answers, with their results.
    pub fn answered_last(&self) -> impl Iterator<Item = (&Call<'a>, &Block<'a>)> {
        let last = self.calls.last().map_or(0, |call| call.turn);
        self.answered().filter(move |(call, _)| call.turn == last)
    }

    /// The missing results of the last assistant turn, and what explains them.
    pub(in crate::payload) fn causes_at_end(&self) -> impl Iterator<Item = Cause<'a>> {
        let is_at_end = |fault: &&Fault<'a>| match &fault.kind {
            FaultKind::Missing(unanswered, _) => unanswered.turn == self.last_turn,
            _ => false,
        };
        self.faults
            .iter()
            .filter(is_at_end)
            .flat_map(|fault| fault.as_cause().into_iter().chain(fault.causes.iter().copied()))
    }
}

impl<'a> Fault<'a> {
    /// This fault as the cause of another; `None` for kinds that never are.
    pub(super) fn as_cause(&self) -> Option<Cause<'a>> {
        let (kind, node) = match &self.kind {
            FaultKind::Missing(_, calls) => (CauseKind::MissingToolResult, calls.first()?.id_node()),
            FaultKind::Late(_, pairs) => (CauseKind::LateToolResult, pairs.first()?.0.id_node()),
            FaultKind::NotFirst(_, pairs, _) => (CauseKind::ToolResultNotFirst, first_result(pairs)?.type_node()),
            _ => return None,
        };
        Some(Cause { kind, node })
    }
}

/// The first of these results in the order of the request; the pairs are in the order of the calls.
pub fn first_result<'a>(pairs: &[(Block<'a>, Block<'a>)]) -> Option<Block<'a>> {
    pairs.iter().map(|(_, result)| *result).min_by_key(|result| result.node.id())
}
