//! The assistant's turns: calls, and what server tools answered to theirs.

use crate::payload::block::{Block, BlockKind};
use crate::payload::message::{Message, Role};

use super::server::Answered;
use super::{Walk, has_unreadable, is_id, looks_like_result};
use crate::payload::pairing::{Call, Fault, Mismatch, ResultState};

impl<'a> Walk<'a> {
    pub(super) fn assistant(&mut self, message: &Message<'a>) {
        if self.speaker != Some(Role::Assistant) {
            self.end_turn();
            self.speaker = Some(Role::Assistant);
            self.turn += 1;
            self.calls_in_turn = false;
            self.orphans_excused = false;
        }
        self.assistant = Some(*message);
        let unreadable = has_unreadable(message);
        if unreadable {
            self.excuse_orphans();
        }
        for block in message.blocks() {
            match block.kind {
                BlockKind::ToolUse => self.call(block),
                BlockKind::ToolResult => self.misplaced_result(&block),
                BlockKind::Compaction => self.compaction(block),
                BlockKind::Unknown => self.foreign(&block),
                kind if kind.is_server_call() => self.server_call(block),
                kind if kind.is_server_result() => self.server_result(block),
                _ => {}
            }
        }
        if unreadable {
            self.server.forget_open();
        }
    }

    /// A block of an unknown type has been told; it may be the other half of a pair.
    fn foreign(&mut self, block: &Block<'a>) {
        if looks_like_result(block) {
            self.server.forget_open();
        }
        if looks_like_call(block) {
            self.excuse_orphans();
            // A call of a client's tool would hold the server's open.
            self.server.forget_open();
        }
    }

    /// Something that cannot be read may be the call.
    pub(super) fn excuse_orphans(&mut self) {
        self.orphans_excused = true;
        self.excuse_server_orphans();
    }

    fn excuse_server_orphans(&mut self) {
        self.server_orphans_until = self.turn + 1;
    }

    fn call(&mut self, block: Block<'a>) {
        self.calls_in_turn = true;
        let Some(id) = block.str("id") else {
            self.orphans_excused = true;
            return;
        };
        let (at, turn) = (self.merged(&block), self.turn);
        let hidden = self.excused.contains(&id);
        let mut call = Call { block, id, at, answer: ResultState::Missing, turn, twins: 0, told: false };
        if hidden {
            call.answer = ResultState::Unjudged;
        }
        let index = self.calls.len();
        match self.by_id.get(&call.id).copied() {
            None => {
                self.by_id.insert(call.id.clone(), index);
            }
            Some(first) => {
                if !self.calls[first].told {
                    let stray = Mismatch { block, id: call.id.clone(), at };
                    self.faults.push(Fault::RepeatedId(stray, self.calls[first].block));
                }
                call.told = true;
                self.calls[first].told = true;
                if self.calls[first].turn == turn {
                    self.calls[first].twins += 1;
                    call.answer = ResultState::Unjudged;
                } else {
                    self.by_id.insert(call.id.clone(), index);
                }
            }
        }
        self.calls.push(call);
    }

    /// A result in the assistant's message is told by its own rule; its call is not unanswered on top of that.
    fn misplaced_result(&mut self, block: &Block<'a>) {
        let index = block.str("tool_use_id").and_then(|id| self.by_id.get(&id).copied());
        if let Some(call) = index.and_then(|index| self.calls.get_mut(index))
            && matches!(call.answer, ResultState::Missing)
        {
            call.answer = ResultState::Unjudged;
        }
    }

    fn server_call(&mut self, block: Block<'a>) {
        let Some(id) = block.str("id") else {
            self.excuse_server_orphans();
            return;
        };
        // A call whose id is none has been told; its result may have the right one.
        let is_id = block.kind != BlockKind::ServerToolUse || is_server_id(&id);
        if !is_id {
            self.excuse_server_orphans();
        }
        let waits = is_id && !self.excused.contains(&id);
        let call = self.stray(block, id);
        if let Some(first) = self.server.add(call.clone(), waits) {
            self.faults.push(Fault::RepeatedId(call, first));
        }
    }

    fn server_result(&mut self, block: Block<'a>) {
        let Some(id) = block.str("tool_use_id") else {
            // Whichever call it answers.
            self.server.forget_open();
            return;
        };
        let stray = self.stray(block, id.clone());
        match self.server.answer(&id, block) {
            Answered::Once => {}
            Answered::Again(first) => self.faults.push(Fault::Repeated(stray, first)),
            // An id that is none has been told. (A server tool's is not asked for its form.)
            Answered::Nothing if block.kind == BlockKind::McpToolResult && !is_id(&id) => {}
            Answered::Nothing if self.turn <= self.server_orphans_until || self.excused.contains(&id) => {}
            Answered::Nothing => {
                self.excused.insert(id);
                self.faults.push(Fault::ServerOrphan(stray));
                // An open call before it is the one it answers, with another id.
                self.server.close_first_open();
            }
        }
    }

    /// Server calls stay open while client tools are asked: their results come after the client's.
    pub(super) fn end_assistant(&mut self) {
        if !self.calls_in_turn {
            self.faults.extend(self.server.close_open().map(Fault::ServerMissing));
        }
    }
}

/// The same for the call of a server tool.
fn is_server_id(id: &str) -> bool {
    id.starts_with("srvtoolu_") && is_id(id)
}

/// A block of a foreign format that may be a call: told by the rules about block types.
fn looks_like_call(block: &Block<'_>) -> bool {
    let named = ["id", "call_id", "input", "arguments"].iter().any(|name| block.get(name).is_some());
    named || block.get("type").is_none()
}
