//! The calls of server tools, and which of them still wait for their results.

use std::borrow::Cow;

use foldhash::HashMap;

use crate::payload::block::Block;

use super::call::Repetition;
use super::cause::Cause;
use super::fault::Mismatch;

/// The calls of server tools, in order.
#[derive(Default)]
pub(super) struct ServerCalls<'a> {
    calls: Vec<ServerCall<'a>>,
    /// The latest call of each ID.
    by_id: HashMap<Cow<'a, str>, usize>,
    /// All calls before this one are closed, so that finding the others stays cheap.
    closed: usize,
    /// No call before this one is open.
    not_open: usize,
}

struct ServerCall<'a> {
    call: Mismatch<'a>,
    state: State,
    result: Option<Block<'a>>,
    /// Its ID was used before.
    is_repeat: bool,
    /// What explains that it has no result.
    causes: Vec<Cause<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It waits for its result.
    Open,
    /// It has none, but a result with another ID is probably its own.
    Matched,
    /// It has a result, needs none, or it is unknown whether it has one.
    Closed,
}

/// What a result belongs to.
pub(super) enum Answered<'a> {
    /// A call that had no result.
    Once,
    /// A call that already had this result.
    Again(Block<'a>),
    /// No call.
    Nothing,
}

impl<'a> ServerCalls<'a> {
    /// Adds a call. Returns the earlier call with its ID, the first time that the ID is repeated.
    pub(super) fn add(&mut self, call: Mismatch<'a>, causes: Vec<Cause<'a>>) -> Option<(Block<'a>, Repetition)> {
        let first = self.by_id.insert(call.id.clone(), self.calls.len()).map(|first| &self.calls[first]);
        let (is_repeat, repeated) = (first.is_some(), first.filter(|first| !first.is_repeat));
        let position = call.at;
        let repeated =
            repeated.map(|first| (first.call.block, Repetition::between(first.call.at.message, position.message)));
        self.calls.push(ServerCall { call, state: State::Open, result: None, is_repeat, causes });
        repeated
    }

    /// The latest call with this ID.
    pub(super) fn find(&self, id: &str) -> Option<Block<'a>> {
        self.by_id.get(id).map(|index| self.calls[*index].call.block)
    }

    /// The result of a call.
    pub(super) fn result_of(&self, call: &Mismatch<'a>) -> Option<Block<'a>> {
        let server = self.by_id.get(&call.id).map(|index| &self.calls[*index])?;
        server.result.filter(|_| server.call.block.node == call.block.node)
    }

    /// Adds a result.
    pub(super) fn answer(&mut self, id: &str, result: Block<'a>) -> Answered<'a> {
        let Some(call) = self.by_id.get(id).and_then(|index| self.calls.get_mut(*index)) else {
            return Answered::Nothing;
        };
        call.state = State::Closed;
        match call.result {
            Some(first) => Answered::Again(first),
            None => {
                call.result = Some(result);
                Answered::Once
            }
        }
    }

    /// The calls that wait for their results.
    pub(super) fn open(&self) -> impl Iterator<Item = &Mismatch<'a>> {
        self.calls[self.closed..].iter().filter(|server| server.state == State::Open).map(|server| &server.call)
    }

    pub(super) fn first_open(&mut self) -> Option<&Mismatch<'a>> {
        self.first_open_index().map(|index| &self.calls[index].call)
    }

    fn first_open_index(&mut self) -> Option<usize> {
        let skipped = self.calls[self.not_open..].iter().take_while(|server| server.state != State::Open).count();
        self.not_open += skipped;
        (self.not_open < self.calls.len()).then_some(self.not_open)
    }

    /// Records that the first call that waits for its result probably has one with another ID.
    pub(super) fn match_first_open(&mut self, cause: Cause<'a>) {
        if let Some(index) = self.first_open_index() {
            self.calls[index].state = State::Matched;
            self.calls[index].causes.push(cause);
        }
    }

    /// Closes all calls. Returns those that have no result, with what explains it.
    pub(super) fn close_all(&mut self) -> impl Iterator<Item = (Mismatch<'a>, Vec<Cause<'a>>)> {
        let from = std::mem::replace(&mut self.closed, self.calls.len());
        self.not_open = self.calls.len();
        self.calls[from..].iter_mut().filter_map(|server| {
            let had_result = std::mem::replace(&mut server.state, State::Closed) == State::Closed;
            (!had_result).then(|| (server.call.clone(), std::mem::take(&mut server.causes)))
        })
    }

    /// Closes all calls, because it is unknown whether they have results.
    pub(super) fn forget_all(&mut self) {
        self.close_all().for_each(drop);
    }
}
