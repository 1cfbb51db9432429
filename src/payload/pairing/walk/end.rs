//! The end of the conversation: what is unanswered now stays so.

use foldhash::HashMap;

use crate::payload::block::Block;
use crate::payload::message::Role;

use super::{Walk, is_id};
use crate::payload::pairing::{Call, Fault, Merged, Orphan, Pairing, ResultState, Unanswered};

impl<'a> Walk<'a> {
    /// A call without a result before a result without a call: the two ids differ, which is one fault. An id that is
    /// none is told by the rules about fields, and leaves its partner unjudged.
    fn match_orphans(&mut self) {
        let mut orphans = std::mem::take(&mut self.orphans);
        let mut turns = HashMap::<usize, Vec<usize>>::default();
        if !orphans.is_empty() {
            for (index, call) in self.calls.iter().enumerate() {
                if matches!(call.answer, ResultState::Missing) {
                    turns.entry(call.turn).or_default().push(index);
                }
            }
        }
        for together in orphans.chunk_by_mut(|left, right| left.turn == right.turn) {
            let open = together.first().and_then(|first| turns.get(&first.turn)).map_or(&[][..], |open| &open[..]);
            if open.len() > together.len() {
                continue;
            }
            for (orphan, index) in together.iter_mut().zip(open) {
                orphan.unanswered = Some(self.calls[*index].block);
                self.calls[*index].answer = ResultState::Unjudged;
            }
        }
        let is_told = |orphan: &Orphan<'_>| {
            let call = orphan.unanswered.and_then(|call| call.str("id"));
            !is_id(&orphan.result.id) || call.is_some_and(|id| !is_id(&id))
        };
        self.faults.extend(orphans.into_iter().filter(|orphan| !is_told(orphan)).map(Fault::Orphan));
        for call in &mut self.calls {
            if matches!(call.answer, ResultState::Missing) && !is_id(&call.id) {
                call.answer = ResultState::Unjudged;
            }
        }
    }

    pub(in crate::payload::pairing) fn finish(mut self, goes_on: bool) -> Pairing<'a> {
        let ends_with_assistant = self.speaker == Some(Role::Assistant);
        match self.speaker {
            // The answer goes on from here: open server calls will be resolved in it.
            Some(Role::Assistant) if goes_on => {
                self.unjudged.insert(self.turn);
            }
            Some(Role::User) => self.end_user(),
            _ => {}
        }
        self.match_orphans();
        let pending: Vec<Block<'a>> = self.server.open().map(|call| call.block).collect();
        let (calls, mut faults, excused) = (self.calls, self.faults, self.excused);
        faults.retain(|fault| !matches!(fault, Fault::ServerMissing(call) if excused.contains(&call.id)));
        for turn in calls.chunk_by(|left, right| left.turn == right.turn) {
            let judged = turn.first().is_some_and(|call| !self.unjudged.contains(&call.turn));
            if judged {
                unanswered(turn, self.at, &mut faults);
            }
        }
        Pairing {
            ends_in_call: ends_with_assistant && self.calls_in_turn,
            is_paused: ends_with_assistant && !pending.is_empty(),
            calls,
            faults,
            pending,
            signed_compactions: self.signed_compactions,
        }
    }
}

/// Tells the calls of one turn that are not answered in the run of results behind it: one cause, one fault.
/// `end` is where the conversation ends.
fn unanswered<'a>(turn: &[Call<'a>], end: Merged, faults: &mut Vec<Fault<'a>>) {
    let is_open = |call: &&Call<'a>| !matches!(call.answer, ResultState::Direct(_) | ResultState::Unjudged);
    let Some(first) = turn.iter().find(is_open) else { return };
    let list = || {
        let mut ids: Vec<_> = turn.iter().filter(is_open).map(|call| call.id.clone()).collect();
        ids.sort_unstable();
        Unanswered { message: end.message.min(first.at.message + 1), ids }
    };
    let (mut missing, mut late, mut not_first, mut before) = (Vec::new(), Vec::new(), Vec::new(), None);
    for call in turn {
        match call.answer {
            ResultState::Missing => missing.push(call.block),
            ResultState::Late(result) => late.push((call.block, result)),
            ResultState::NotFirst(result, other) => {
                not_first.push((call.block, result));
                before = Some(other);
            }
            ResultState::Direct(_) | ResultState::Unjudged => {}
        }
    }
    if !missing.is_empty() {
        faults.push(Fault::Missing(list(), missing));
    }
    if !late.is_empty() {
        faults.push(Fault::Late(list(), late));
    }
    if let Some(other) = before {
        faults.push(Fault::NotFirst(list(), not_first, other));
    }
}
