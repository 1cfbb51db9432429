//! The calls of server tools, and which of them still wait for their results.

use std::borrow::Cow;

use foldhash::HashMap;

use crate::payload::block::Block;

use crate::payload::pairing::Mismatch;

/// The calls of server tools, in order.
#[derive(Default)]
pub(super) struct ServerCalls<'a> {
    calls: Vec<ServerCall<'a>>,
    /// The latest call of each id.
    by_id: HashMap<Cow<'a, str>, usize>,
    /// Calls before this one wait for nothing, so that looking for open ones stays cheap.
    settled: usize,
}

struct ServerCall<'a> {
    call: Mismatch<'a>,
    is_open: bool,
    result: Option<Block<'a>>,
    /// Its id was used before, and that was told.
    told: bool,
}

/// What a result answers.
pub(super) enum Answered<'a> {
    /// A call that had no result.
    Once,
    /// A call that had this one.
    Again(Block<'a>),
    /// No call.
    Nothing,
}

impl<'a> ServerCalls<'a> {
    /// Adds a call. Returns the one that had its id before, unless that was told.
    pub(super) fn add(&mut self, call: Mismatch<'a>, is_open: bool) -> Option<Block<'a>> {
        let first = self.by_id.insert(call.id.clone(), self.calls.len()).map(|first| &self.calls[first]);
        let (told, untold) = (first.is_some(), first.filter(|first| !first.told).map(|first| first.call.block));
        self.calls.push(ServerCall { call, is_open, result: None, told });
        untold
    }

    /// The latest call of this id.
    pub(super) fn find(&self, id: &str) -> Option<Block<'a>> {
        self.by_id.get(id).map(|index| self.calls[*index].call.block)
    }

    pub(super) fn answer(&mut self, id: &str, result: Block<'a>) -> Answered<'a> {
        let Some(call) = self.by_id.get(id).and_then(|index| self.calls.get_mut(*index)) else {
            return Answered::Nothing;
        };
        call.is_open = false;
        match call.result {
            Some(first) => Answered::Again(first),
            None => {
                call.result = Some(result);
                Answered::Once
            }
        }
    }

    /// The calls without a result.
    pub(super) fn open(&self) -> impl Iterator<Item = &Mismatch<'a>> {
        self.calls[self.settled..].iter().filter(|server| server.is_open).map(|server| &server.call)
    }

    pub(super) fn first_open(&mut self) -> Option<&Mismatch<'a>> {
        let answered = self.calls[self.settled..].iter().take_while(|server| !server.is_open).count();
        self.settled += answered;
        self.calls.get(self.settled).map(|server| &server.call)
    }

    /// The first call without a result needs none any more.
    pub(super) fn close_first_open(&mut self) {
        if self.first_open().is_some() {
            self.calls[self.settled].is_open = false;
        }
    }

    /// No call is waited for any more; those that were.
    pub(super) fn close_open(&mut self) -> impl Iterator<Item = Mismatch<'a>> {
        let from = std::mem::replace(&mut self.settled, self.calls.len());
        self.calls[from..].iter_mut().filter_map(|server| {
            let was_open = std::mem::take(&mut server.is_open);
            was_open.then(|| server.call.clone())
        })
    }

    /// What became of the open calls is not known.
    pub(super) fn forget_open(&mut self) {
        self.calls[self.settled..].iter_mut().for_each(|server| server.is_open = false);
        self.settled = self.calls.len();
    }
}
