//! The user's turns: results, and what stands among them.

use std::borrow::Cow;

use crate::payload::block::{Block, BlockKind};
use crate::payload::message::{Message, Role};

use super::{Walk, has_unreadable, looks_like_result};
use crate::payload::pairing::{Fault, Orphan, ResultState};

impl<'a> Walk<'a> {
    pub(super) fn user(&mut self, message: &Message<'a>) {
        if self.speaker != Some(Role::User) {
            self.end_turn();
            self.speaker = Some(Role::User);
            (self.first_other, self.results_in_turn, self.result_behind_other) = (None, false, false);
            self.is_silent = true;
        }
        self.is_silent &= message.is_empty();
        if has_unreadable(message) {
            self.unjudged.insert(self.turn);
            self.server.forget_open();
        }
        if let Some(text) = message.content.filter(|content| content.is_string() && !message.is_empty()) {
            self.first_other.get_or_insert(text);
        }
        for block in message.blocks() {
            match block.kind {
                BlockKind::ToolResult => self.result(block),
                BlockKind::ToolUse => self.excuse(block.str("id")),
                BlockKind::Compaction => self.compaction(block),
                BlockKind::Unknown if looks_like_result(&block) => {
                    self.unjudged.insert(self.turn);
                }
                kind if kind.is_server_call() => self.excuse(block.str("id")),
                kind if kind.is_server_result() => {
                    self.excuse(block.str("tool_use_id"));
                    self.server.forget_open();
                }
                _ => {
                    self.first_other.get_or_insert(block.node);
                }
            }
        }
    }

    fn excuse(&mut self, id: Option<Cow<'a, str>>) {
        self.excused.extend(id);
    }

    fn result(&mut self, block: Block<'a>) {
        self.results_in_turn = true;
        let Some(id) = block.str("tool_use_id") else {
            self.unjudged.insert(self.turn);
            return;
        };
        match self.by_id.get(&id).copied() {
            Some(index) if self.calls[index].turn == self.turn => self.answer(index, block, id),
            Some(index) if matches!(self.calls[index].answer, ResultState::Missing) => {
                self.calls[index].answer = ResultState::Late(block);
            }
            other => self.orphan(block, id, other),
        }
    }

    fn answer(&mut self, index: usize, block: Block<'a>, id: Cow<'a, str>) {
        let stray = self.stray(block, id);
        self.result_behind_other |= self.first_other.is_some();
        let call = &mut self.calls[index];
        match call.answer {
            ResultState::Missing => {
                call.answer =
                    self.first_other.map_or(ResultState::Direct(block), |other| ResultState::NotFirst(block, other));
            }
            ResultState::Unjudged => {}
            _ if call.twins > 0 => call.twins -= 1,
            ResultState::Direct(first) | ResultState::NotFirst(first, _) | ResultState::Late(first) => {
                self.faults.push(Fault::Repeated(stray, first));
            }
        }
    }

    fn orphan(&mut self, block: Block<'a>, id: Cow<'a, str>, older: Option<usize>) {
        if self.excused.contains(&id) {
            return;
        }
        let server = self.server.find(&id);
        if server.is_some() || id.starts_with("srvtoolu_") {
            self.excused.insert(id.clone());
            let stray = self.stray(block, id);
            return self.faults.push(Fault::ForServerTool(stray, server));
        }
        // Calls in another API's form are told by the rules about fields.
        let foreign = self.assistant.is_some_and(|message| message.node.get("tool_calls").is_some());
        if self.orphans_excused || foreign {
            return;
        }
        self.excused.insert(id.clone());
        let older = older.map(|index| self.calls[index].block);
        self.orphans.push(Orphan { result: self.stray(block, id), older, unanswered: None, turn: self.turn });
    }

    pub(super) fn end_user(&mut self) {
        if self.is_silent {
            // A turn without any content has been told; the results are what it lacks.
            self.unjudged.insert(self.turn);
        }
        // A result behind something else has been told; without any result, the calls are unanswered.
        let (Some(open), Some(other)) = (self.server.first_open(), self.first_other) else { return };
        if self.results_in_turn && !self.result_behind_other {
            self.faults.push(Fault::Interrupted(open.clone(), other));
        }
        self.server.forget_open();
    }
}
