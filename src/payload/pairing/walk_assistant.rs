//! Assistant turns: calls of client tools, and calls and results of server tools.

use crate::payload::block::Block;
use crate::payload::block_kind::BlockKind;
use crate::payload::message::Message;

use super::call::{Call, Repetition, ResultState};
use super::cause::{Cause, CauseKind};
use super::fault::{Fault, FaultKind, Mismatch};
use super::server_calls::Answered;
use super::walk::{Walk, has_unreadable_content, is_well_formed_id, may_be_result};

impl<'a> Walk<'a> {
    pub(super) fn start_assistant_turn(&mut self) {
        self.turn += 1;
        self.calls_in_turn = false;
        self.may_have_unread_calls = false;
    }

    pub(super) fn read_assistant_message(&mut self, message: &Message<'a>) {
        self.assistant = Some(*message);
        let is_unreadable = has_unreadable_content(message);
        if is_unreadable {
            self.add_unread_call();
        }
        for block in message.blocks() {
            match block.kind {
                BlockKind::ToolUse => self.call(block),
                BlockKind::ToolResult => self.misplaced_result(&block),
                BlockKind::Compaction => self.compaction(block),
                BlockKind::Unknown => self.unknown_block(&block),
                kind if kind.is_server_call() => self.server_call(block),
                kind if kind.is_server_result() => self.server_result(block),
                _ => {}
            }
        }
        if is_unreadable {
            self.server.forget_all();
        }
    }

    /// A block of an unknown type may be the other half of a pair.
    fn unknown_block(&mut self, block: &Block<'a>) {
        if may_be_result(block) {
            self.server.forget_all();
        }
        if may_be_call(block) {
            self.add_unread_call();
            // If it is the call of a client tool, calls of server tools wait for its result.
            self.server.forget_all();
        }
    }

    fn call(&mut self, block: Block<'a>) {
        self.calls_in_turn = true;
        let Some(id) = self.known_id(&block, "id") else {
            self.may_have_unread_calls = true;
            return;
        };
        let mut call = Call {
            block,
            at: self.position(&block),
            result: ResultState::Missing,
            turn: self.turn,
            duplicates: 0,
            reported_repeat: None,
            causes: self.causes.get(&id).copied().into_iter().collect(),
            id,
        };
        let index = self.calls.len();
        match self.by_id.get(&call.id).copied() {
            None => {
                self.by_id.insert(call.id.clone(), index);
            }
            Some(first) => {
                let first = &mut self.calls[first];
                let repetition = Repetition::between(first.turn, self.turn);
                // Each ID is reported once; a repetition within a turn, which is worse, also after one in a later turn.
                if first.reported_repeat.is_none_or(|(_, reported)| repetition < reported) {
                    let repeat = Mismatch { block, id: call.id.clone(), at: call.at };
                    self.faults.push(Fault::new(FaultKind::RepeatedId(repeat, first.block, repetition)));
                    first.reported_repeat = Some((block, repetition));
                }
                call.reported_repeat = first.reported_repeat;
                if repetition == Repetition::InTurn {
                    first.duplicates += 1;
                    call.result = ResultState::OfDuplicate;
                } else {
                    self.by_id.insert(call.id.clone(), index);
                }
            }
        }
        if self.calls.is_empty() {
            self.calls.reserve(self.message_count);
        }
        self.calls.push(call);
    }

    /// A result in an assistant message explains why its call has none in the user message.
    fn misplaced_result(&mut self, block: &Block<'a>) {
        let index = self.known_id(block, "tool_use_id").and_then(|id| self.by_id.get(&id).copied());
        if let Some(call) = index.and_then(|index| self.calls.get_mut(index))
            && matches!(call.result, ResultState::Missing)
        {
            call.result = ResultState::InAssistantMessage;
            call.causes.push(Cause::misplaced_tool_result(block));
        }
    }

    fn server_call(&mut self, block: Block<'a>) {
        let Some(id) = self.known_id(&block, "id") else {
            self.add_unread_server_call();
            return;
        };
        let mut causes = Vec::new();
        if block.kind == BlockKind::ServerToolUse && !is_server_id(&id) {
            // Its result may have the right ID.
            let cause = Cause::malformed_id(&block);
            self.malformed_server_call = Some((self.turn + 1, cause));
            causes.push(cause);
        }
        let call = self.mismatch(block, id);
        if let Some((first, repetition)) = self.server.add(call.clone(), causes) {
            self.faults.push(Fault::new(FaultKind::RepeatedId(call, first, repetition)));
        }
    }

    fn server_result(&mut self, block: Block<'a>) {
        let Some(id) = self.known_id(&block, "tool_use_id") else {
            // It may belong to any of the calls.
            self.server.forget_all();
            return;
        };
        let mismatch = self.mismatch(block, id.clone());
        match self.server.answer(&id, block) {
            Answered::Once => {}
            Answered::Again(first) => self.faults.push(Fault::new(FaultKind::Repeated(mismatch, first))),
            Answered::Nothing => self.server_orphan(mismatch),
        }
    }

    fn server_orphan(&mut self, result: Mismatch<'a>) {
        let (kind, block) = (CauseKind::OrphanServerToolResult, result.block);
        if self.turn <= self.unread_server_calls_until || !self.orphan_ids.insert((kind, result.id.clone())) {
            return;
        }
        // The API checks only the IDs of MCP servers here.
        let is_malformed = block.kind == BlockKind::McpToolResult && !is_well_formed_id(&result.id);
        let malformed = is_malformed.then(|| Cause::malformed_id(&block));
        let malformed_call = self.malformed_server_call.filter(|(until, _)| self.turn <= *until);
        let known = self.causes.get(&result.id).copied();
        let causes: Vec<_> = malformed.into_iter().chain(malformed_call.map(|(_, cause)| cause)).chain(known).collect();
        if causes.is_empty() {
            let cause = Cause { kind, node: block.id_node() };
            self.causes.insert(result.id.clone(), cause);
            // An open call before it is probably its own, with another ID.
            self.server.match_first_open(cause);
        }
        self.faults.push(Fault::caused_by(FaultKind::ServerOrphan(result), causes));
    }

    pub(super) fn end_assistant_turn(&mut self) {
        // While client tools run, the calls of server tools wait: their results come after those of the client tools.
        if !self.calls_in_turn {
            let missing = self.server.close_all();
            let missing = missing.map(|(call, causes)| Fault::caused_by(FaultKind::ServerMissing(call, None), causes));
            self.faults.extend(missing);
        }
    }
}

/// Whether a string has the form of the ID of a server tool's call.
fn is_server_id(id: &str) -> bool {
    id.starts_with("srvtoolu_") && is_well_formed_id(id)
}

/// Whether a block of an unknown type may be a call.
fn may_be_call(block: &Block<'_>) -> bool {
    let has_call_member = ["id", "call_id", "input", "arguments"].iter().any(|name| block.get(name).is_some());
    has_call_member || block.get("type").is_none()
}
