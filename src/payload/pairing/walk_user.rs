//! User turns: results, and other content among them.

use std::borrow::Cow;

use crate::payload::block::Block;
use crate::payload::block_kind::BlockKind;
use crate::payload::message::Message;

use super::call::ResultState;
use super::cause::{Cause, CauseKind};
use super::fault::{Fault, FaultKind, Orphan};
use super::walk::{Interruption, UnmatchedResult, Walk, has_unreadable_content, may_be_result};

impl<'a> Walk<'a> {
    pub(super) fn start_user_turn(&mut self, message: &Message<'a>) {
        self.first_other = None;
        self.results_in_turn = false;
        self.empty_content = message.content.filter(|_| message.is_empty());
    }

    pub(super) fn read_user_message(&mut self, message: &Message<'a>) {
        if !message.is_empty() {
            self.empty_content = None;
        }
        if has_unreadable_content(message) {
            self.unknown_turns.insert(self.turn);
            self.server.forget_all();
        }
        if let Some(text) = message.content.filter(|content| content.is_string() && !message.is_empty()) {
            self.first_other.get_or_insert(text);
        }
        for block in message.blocks() {
            match block.kind {
                BlockKind::ToolResult => self.result(block),
                BlockKind::ToolUse => self.misplaced("id", &block, CauseKind::MisplacedToolUse),
                BlockKind::Compaction => self.compaction(block),
                BlockKind::Unknown if may_be_result(&block) => {
                    self.unknown_turns.insert(self.turn);
                }
                kind if kind.is_server_call() => self.misplaced("id", &block, CauseKind::MisplacedBlock),
                kind if kind.is_server_result() => self.misplaced_server_result(&block),
                _ => {
                    self.first_other.get_or_insert(block.node);
                }
            }
        }
    }

    /// A block in a user message explains why the other block with its ID has no partner.
    fn misplaced(&mut self, id: &str, block: &Block<'a>, kind: CauseKind) {
        if let Some(id) = self.known_id(block, id) {
            self.causes.insert(id, Cause { kind, node: block.type_node() });
        }
    }

    /// A server tool's result in a user message explains why the calls of server tools before it have none.
    fn misplaced_server_result(&mut self, block: &Block<'a>) {
        self.misplaced("tool_use_id", block, CauseKind::MisplacedBlock);
        let cause = Cause { kind: CauseKind::MisplacedBlock, node: block.type_node() };
        let missing = self.server.close_all().map(|(call, causes)| {
            Fault::caused_by(FaultKind::ServerMissing(call, None), causes.into_iter().chain([cause]))
        });
        self.faults.extend(missing);
    }

    fn result(&mut self, block: Block<'a>) {
        self.results_in_turn = true;
        let Some(id) = self.known_id(&block, "tool_use_id") else {
            self.unknown_turns.insert(self.turn);
            return;
        };
        match self.by_id.get(&id).copied() {
            Some(index) if self.calls[index].turn == self.turn => self.answer(index, block, id),
            Some(index) if matches!(self.calls[index].result, ResultState::Missing) => {
                self.calls[index].result = ResultState::Late(block);
            }
            other => self.orphan(block, id, other),
        }
    }

    fn answer(&mut self, index: usize, block: Block<'a>, id: Cow<'a, str>) {
        let mismatch = self.mismatch(block, id);
        let call = &mut self.calls[index];
        match call.result {
            ResultState::Missing | ResultState::InAssistantMessage => {
                call.result =
                    self.first_other.map_or(ResultState::Direct(block), |other| ResultState::NotFirst(block, other));
            }
            // The index never leads to a duplicate.
            ResultState::OfDuplicate => {}
            ResultState::Direct(first) | ResultState::NotFirst(first, _) | ResultState::Late(first) => {
                let is_of_duplicate = call.duplicates > 0;
                call.duplicates = call.duplicates.saturating_sub(1);
                let repeat = call.reported_repeat.filter(|_| is_of_duplicate);
                let cause = repeat.map(|(call, _)| Cause { kind: CauseKind::RepeatedToolUseId, node: call.id_node() });
                self.faults.push(Fault::caused_by(FaultKind::Repeated(mismatch, first), cause));
            }
        }
    }

    fn orphan(&mut self, block: Block<'a>, id: Cow<'a, str>, older: Option<usize>) {
        let server_call = self.server.find(&id);
        let is_for_server_tool = server_call.is_some() || id.starts_with("srvtoolu_");
        let kind = if is_for_server_tool { CauseKind::ResultForServerTool } else { CauseKind::OrphanToolResult };
        let is_unknown = self.may_have_unread_calls && !is_for_server_tool;
        if is_unknown || !self.orphan_ids.insert((kind, id.clone())) {
            return;
        }
        let foreign_calls = self.assistant.and_then(|message| message.node.member("tool_calls"));
        let foreign_calls = foreign_calls.filter(|_| !is_for_server_tool);
        let mut causes: Vec<Cause<'a>> = self.causes.get(&id).copied().into_iter().collect();
        if foreign_calls.is_none() {
            self.causes.entry(id.clone()).or_insert(Cause { kind, node: block.id_node() });
        }
        let result = self.mismatch(block, id);
        if is_for_server_tool {
            self.faults.push(Fault::caused_by(FaultKind::ForServerTool(result, server_call), causes));
            return;
        }
        causes.extend(foreign_calls.map(|(key, _)| Cause { kind: CauseKind::UnknownToolCalls, node: key }));
        let orphan = Orphan { result, older: older.map(|index| self.calls[index].block), unanswered: None };
        self.orphans.push(UnmatchedResult { orphan, turn: self.turn, causes });
    }

    pub(super) fn end_user_turn(&mut self) {
        if let Some(node) = self.empty_content {
            let cause = Cause { kind: CauseKind::EmptyUserMessage, node };
            let in_turn = self.calls.iter_mut().rev().take_while(|call| call.turn == self.turn);
            in_turn.for_each(|call| call.causes.push(cause));
        }
        let (Some(open), Some(other)) = (self.server.first_open(), self.first_other) else { return };
        let (call, turn, has_results) = (open.clone(), self.turn, self.results_in_turn);
        self.interruptions.push(Interruption { call, other, turn, has_results });
        self.server.forget_all();
    }
}
