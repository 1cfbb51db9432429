//! The end of the conversation: a call that has no result now has none.

use std::ops::Range;

use foldhash::HashMap;

use crate::payload::message::Role;

use super::call::{Call, MergedPosition, ResultState};
use super::cause::{Cause, CauseKind};
use super::fault::{Fault, FaultKind, Unanswered};
use super::found::Pairing;
use super::walk::{Interruption, UnmatchedResult, Walk, is_well_formed_id};

impl<'a> Walk<'a> {
    /// Records the faults that only the end of the conversation shows.
    pub(super) fn finish(mut self, may_end_with_assistant: bool) -> Pairing<'a> {
        let ends_with_assistant = self.speaker == Some(Role::Assistant);
        if ends_with_assistant && may_end_with_assistant {
            // The response continues the last turn, so its calls may get their results there.
            self.unknown_turns.insert(self.turn);
        }
        self.match_orphans();
        for call in &mut self.calls {
            if matches!(call.result, ResultState::Missing) && !is_well_formed_id(&call.id) {
                call.causes.push(Cause::malformed_id(&call.block));
            }
        }
        for fault in &mut self.faults {
            if let FaultKind::ServerMissing(call, late) = &mut fault.kind {
                fault.causes.extend(self.causes.get(&call.id));
                *late = self.server.result_of(call);
            }
        }
        let mut faults = self.faults;
        let mut by_turn: HashMap<usize, Range<usize>> = HashMap::default();
        for calls in self.calls.chunk_by(|left, right| left.turn == right.turn) {
            let Some(turn) = calls.first().map(|call| call.turn) else { continue };
            let start = faults.len();
            if !self.unknown_turns.contains(&turn) {
                add_unanswered(calls, self.at, &mut faults);
            }
            if faults.len() > start && !self.interruptions.is_empty() {
                by_turn.insert(turn, start..faults.len());
            }
        }
        for interruption in self.interruptions {
            let in_turn = by_turn.get(&interruption.turn).map_or(&[][..], |range| &faults[range.clone()]);
            let fault = interrupted(interruption, in_turn);
            faults.extend(fault);
        }
        let pending: Vec<_> = self.server.open().map(|call| call.block).collect();
        Pairing {
            ends_in_call: ends_with_assistant && self.calls_in_turn,
            is_paused: ends_with_assistant && !pending.is_empty(),
            calls: self.calls,
            faults,
            pending,
            signed_compactions: self.signed_compactions,
            last_turn: self.turn,
        }
    }

    /// Records results without a call. If as many calls of the turn before them have no result, only the IDs differ,
    /// which is one fault.
    fn match_orphans(&mut self) {
        let orphans = std::mem::take(&mut self.orphans);
        if orphans.is_empty() {
            return;
        }
        let mut open_calls = HashMap::<usize, Vec<usize>>::default();
        for (index, call) in self.calls.iter().enumerate() {
            if matches!(call.result, ResultState::Missing) && call.causes.is_empty() {
                open_calls.entry(call.turn).or_default().push(index);
            }
        }
        let (mut unexplained, explained): (Vec<_>, Vec<_>) =
            orphans.into_iter().partition(|unmatched| unmatched.causes.is_empty());
        for together in unexplained.chunk_by_mut(|left, right| left.turn == right.turn) {
            let open = together.first().and_then(|first| open_calls.get(&first.turn)).map_or(&[][..], |open| &open[..]);
            if open.len() > together.len() {
                continue;
            }
            for (unmatched, index) in together.iter_mut().zip(open) {
                let call = &mut self.calls[*index];
                unmatched.orphan.unanswered = Some(call.block);
                if !is_well_formed_id(&call.id) {
                    unmatched.causes.push(Cause::malformed_id(&call.block));
                }
                let result = unmatched.orphan.result.block;
                call.causes.push(Cause { kind: CauseKind::OrphanToolResult, node: result.id_node() });
                if !is_well_formed_id(&unmatched.orphan.result.id) {
                    call.causes.push(Cause::malformed_id(&result));
                }
            }
        }
        let faults = unexplained.into_iter().chain(explained).map(|UnmatchedResult { orphan, mut causes, .. }| {
            if !is_well_formed_id(&orphan.result.id) {
                causes.push(Cause::malformed_id(&orphan.result.block));
            }
            Fault { kind: FaultKind::Orphan(orphan), causes }
        });
        self.faults.extend(faults);
    }
}

/// Records the calls of one turn whose results are not in the run of results after it: one fault for the calls without
/// a cause, one for each cause of the others. `end` is the end of the conversation.
fn add_unanswered<'a>(calls: &[Call<'a>], end: MergedPosition, faults: &mut Vec<Fault<'a>>) {
    let is_open = |call: &&Call<'a>| !matches!(call.result, ResultState::Direct(_) | ResultState::OfDuplicate);
    let Some(first) = calls.iter().find(is_open) else { return };
    let message = end.message.min(first.at.message + 1);
    let (unexplained, explained): (Vec<&Call<'a>>, Vec<_>) =
        calls.iter().filter(is_open).partition(|call| call.causes.is_empty());
    let mut add = |group: &[&Call<'a>]| {
        let mut ids: Vec<_> = group.iter().map(|call| call.id.clone()).collect();
        ids.sort_unstable();
        let causes = group.first().map(|call| call.causes.clone()).unwrap_or_default();
        let unanswered = Unanswered { message, ids, turn: first.turn };
        add_faults(group, &unanswered, &causes, faults);
    };
    add(&unexplained);
    explained.chunk_by(|left, right| left.causes == right.causes).for_each(add);
}

/// Records one fault for each way in which the results of these calls are not where they belong.
fn add_faults<'a>(calls: &[&Call<'a>], unanswered: &Unanswered<'a>, causes: &[Cause<'a>], faults: &mut Vec<Fault<'a>>) {
    let (mut missing, mut late, mut not_first, mut before) = (Vec::new(), Vec::new(), Vec::new(), None);
    for call in calls {
        match call.result {
            ResultState::Missing | ResultState::InAssistantMessage => missing.push(call.block),
            ResultState::Late(result) => late.push((call.block, result)),
            ResultState::NotFirst(result, other) => {
                not_first.push((call.block, result));
                before = Some(other);
            }
            ResultState::Direct(_) | ResultState::OfDuplicate => {}
        }
    }
    let mut add = |kind| faults.push(Fault { kind, causes: causes.to_vec() });
    if !missing.is_empty() {
        add(FaultKind::Missing(unanswered.clone(), missing));
    }
    if !late.is_empty() {
        add(FaultKind::Late(unanswered.clone(), late));
    }
    if let Some(other) = before {
        add(FaultKind::NotFirst(unanswered.clone(), not_first, other));
    }
}

/// The fault of other content next to the results that a server tool waits for. `in_turn` are the faults of the client
/// tools whose results these are.
fn interrupted<'a>(interruption: Interruption<'a>, in_turn: &[Fault<'a>]) -> Option<Fault<'a>> {
    let Interruption { call, other, has_results, .. } = interruption;
    let is_cause = |fault: &&Fault<'a>| match fault.kind {
        FaultKind::NotFirst(..) => has_results,
        // The other content is there instead of the results.
        _ => !has_results,
    };
    let causes: Vec<_> = in_turn
        .iter()
        .filter(is_cause)
        .flat_map(|fault| fault.as_cause().into_iter().chain(fault.causes.iter().copied()))
        .collect();
    // Without results and without calls that lack them, it is unknown what the turn contains.
    (has_results || !causes.is_empty()).then_some(Fault { kind: FaultKind::Interrupted(call, other), causes })
}
