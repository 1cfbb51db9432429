//! Which result answers which call: one pass over the conversation, shared by the rules about pairing.
//!
//! The reading is that of the first-party API. Consecutive messages of one role are one turn, system messages stand
//! between turns without parting them, and the answer to a turn's calls is the run of `tool_result` blocks with which
//! the next user turn begins. What cannot be judged (a call without a readable id, a turn of a foreign role, history
//! that a thread or a compaction holds elsewhere) is left alone.

use std::borrow::Cow;

use crate::json::Node;
use foldhash::{HashMap, HashSet};

use super::Payload;
use super::block::{Block, BlockKind};
use super::message::{Message, Role};

/// A place as the API counts it in answers about pairing: after consecutive messages of one role are merged,
/// blocks included (a recorded answer; every other check counts as sent).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Index of the turn.
    pub message: usize,
    /// Index of the block in the turn.
    pub block: usize,
}

impl Merged {
    /// `messages.3`
    pub fn message_path(self) -> String {
        format!("messages.{}", self.message)
    }

    /// `messages.3.content.0`
    pub fn block_path(self) -> String {
        format!("messages.{}.content.{}", self.message, self.block)
    }
}

/// A `tool_use` block of the assistant with a readable id.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// The block.
    pub block: Block<'a>,
    /// Its `id`.
    pub id: Cow<'a, str>,
    /// Where the API says it is.
    pub at: Merged,
    /// What answers it.
    pub answer: Answer<'a>,
    /// Number of the assistant's turn, from 1.
    turn: usize,
    /// How many more calls of the same turn have this id.
    twins: usize,
    /// Its id was used before, and that was told.
    told: bool,
}

/// What stands where a call's result belongs.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// Nothing.
    Missing,
    /// Its result, in the run with which the next user turn begins.
    Direct(Block<'a>),
    /// Its result, in the next user turn, but behind this value.
    NotFirst(Block<'a>, Node<'a>),
    /// Its result, in a later turn.
    Late(Block<'a>),
    /// Something else is wrong that hides the answer.
    Unjudged,
}

/// One fault of pairing.
#[derive(Debug, Clone)]
pub enum Fault<'a> {
    /// Calls of one turn have no result anywhere.
    Missing(Unanswered<'a>, Vec<Block<'a>>),
    /// Calls of one turn have their results in a later one: call and result.
    Late(Unanswered<'a>, Vec<(Block<'a>, Block<'a>)>),
    /// Calls of one turn have their results behind this value: call and result.
    NotFirst(Unanswered<'a>, Vec<(Block<'a>, Block<'a>)>, Node<'a>),
    /// A result whose id the assistant's turn before it did not use.
    Orphan(Orphan<'a>),
    /// A second result for one call, of whichever kind; the first.
    Repeated(Stray<'a>, Block<'a>),
    /// A `tool_result` for a call that the API answers itself; the call, if there is one.
    ForServerTool(Stray<'a>, Option<Block<'a>>),
    /// A call, of whichever kind, whose id was used before; the first call.
    RepeatedId(Stray<'a>, Block<'a>),
    /// A server tool's call without its result.
    ServerMissing(Stray<'a>),
    /// A server tool's result without its call.
    ServerOrphan(Stray<'a>),
    /// A server tool's call waits for the results of client tools, and this stands among them.
    Interrupted(Stray<'a>, Node<'a>),
}

/// A block with its id and the place that the API names.
#[derive(Debug, Clone)]
pub struct Stray<'a> {
    /// The block.
    pub block: Block<'a>,
    /// Its `tool_use_id`, or `id`.
    pub id: Cow<'a, str>,
    /// Where the API says it is.
    pub at: Merged,
}

/// A result without its call.
#[derive(Debug, Clone)]
pub struct Orphan<'a> {
    /// The result.
    pub result: Stray<'a>,
    /// An older call with its id.
    pub older: Option<Block<'a>>,
    /// A call of the turn before it that has no result: the two ids differ.
    pub unanswered: Option<Block<'a>>,
    /// Number of the assistant's turn before it.
    turn: usize,
}

/// The calls of one turn that are not answered where they should be, as the API lists them.
#[derive(Debug, Clone)]
pub struct Unanswered<'a> {
    /// The index in the answer: that of the message behind the turn, or of the turn where nothing is behind it.
    pub message: usize,
    /// Their ids, sorted.
    pub ids: Vec<Cow<'a, str>>,
}

/// Calls, their answers, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Pairing<'a> {
    /// The calls of client tools, in order.
    pub calls: Vec<Call<'a>>,
    /// What is wrong, in no order.
    pub faults: Vec<Fault<'a>>,
    /// Calls of server tools that the answer to this request will resolve.
    pub pending: Vec<Block<'a>>,
    /// The last turn is the assistant's and has calls of client tools.
    pub ends_in_call: bool,
    /// The last turn is the assistant's, interrupted while the API ran a tool.
    pub is_paused: bool,
    /// Compactions made on demand, which have a signature, in order.
    pub signed_compactions: Vec<Block<'a>>,
}

impl<'a> Pairing<'a> {
    pub(super) fn of(payload: &Payload<'a>) -> Self {
        // A conversation of plain words has nothing to pair.
        if payload.blocks().iter().all(|block| block.kind.is_plain()) {
            return Pairing::default();
        }
        let mut walk = Walk::new(payload.continues_thread());
        for message in payload.messages() {
            walk.read(message);
        }
        walk.finish(payload.goes_on_from_assistant())
    }

    /// Calls that the last user turn answers.
    pub fn answered_last(&self) -> impl Iterator<Item = (&Call<'a>, &Block<'a>)> {
        let last = self.calls.last().map_or(0, |call| call.turn);
        self.answered().filter(move |(call, _)| call.turn == last)
    }

    /// Calls with the result that answers them.
    pub fn answered(&self) -> impl Iterator<Item = (&Call<'a>, &Block<'a>)> {
        self.calls.iter().filter_map(|call| match &call.answer {
            Answer::Direct(result) | Answer::NotFirst(result, _) => Some((call, result)),
            _ => None,
        })
    }
}

struct ServerCall<'a> {
    call: Stray<'a>,
    resolved: bool,
    result: Option<Block<'a>>,
    /// Its id was used before, and that was told.
    told: bool,
}

/// The state of the pass.
#[derive(Default)]
struct Walk<'a> {
    calls: Vec<Call<'a>>,
    faults: Vec<Fault<'a>>,
    /// The latest call of each id.
    by_id: HashMap<Cow<'a, str>, usize>,
    server_calls: Vec<ServerCall<'a>>,
    server_by_id: HashMap<Cow<'a, str>, usize>,
    /// Server calls since the last moment when none was open, and how many of them still are.
    pending: Vec<usize>,
    open: usize,
    /// Ids of results without a call before them, and of calls and of server tools' results in a user's message.
    excused: HashSet<Cow<'a, str>>,
    orphans: Vec<Orphan<'a>>,
    /// Turns whose answers cannot be judged.
    unjudged: HashSet<usize>,

    speaker: Option<Role>,
    /// The assistant's turns so far.
    turn: usize,
    /// The last message of the assistant.
    assistant: Option<Message<'a>>,
    calls_in_turn: bool,
    orphans_excused: bool,
    /// The last turn of the assistant in which a result of a server tool may stand without its call: results may come
    /// a turn late.
    server_orphans_until: usize,
    /// In a user turn: the first value that is no result, and what was seen behind it.
    first_other: Option<Node<'a>>,
    results_in_turn: bool,
    result_behind_other: bool,
    /// Nothing was said so far.
    is_silent: bool,

    signed_compactions: Vec<Block<'a>>,

    /// How the API counts: role of the last message, index of its run, blocks of the run so far.
    last_role: Option<Role>,
    at: Merged,
}

impl<'a> Walk<'a> {
    fn new(continues_thread: bool) -> Self {
        Walk {
            orphans_excused: continues_thread,
            server_orphans_until: usize::from(continues_thread),
            ..Walk::default()
        }
    }

    fn read(&mut self, message: &Message<'a>) {
        self.count(message);
        match message.role {
            Role::User => self.user(message),
            Role::Assistant => self.assistant(message),
            Role::System => {}
            Role::Other => self.lose_track(),
        }
        self.at.block += match message.content {
            Some(content) if content.is_array() => content.len(),
            Some(_) if !message.is_empty() => 1,
            _ => 0,
        };
    }

    fn count(&mut self, message: &Message<'a>) {
        match self.last_role {
            None => {}
            Some(role) if role == message.role => return,
            Some(_) => self.at = Merged { message: self.at.message + 1, block: 0 },
        }
        self.last_role = Some(message.role);
    }

    fn merged(&self, block: &Block<'_>) -> Merged {
        Merged { message: self.at.message, block: self.at.block + block.index }
    }

    fn stray(&self, block: Block<'a>, id: Cow<'a, str>) -> Stray<'a> {
        Stray { at: self.merged(&block), block, id }
    }

    /// What a message of a foreign role says is not known: it may be the answer.
    fn lose_track(&mut self) {
        self.forget_pending();
        self.end_turn();
        self.unjudged.insert(self.turn);
        self.excuse_orphans();
        self.speaker = None;
    }

    /// Everything before a compaction is replaced by its summary.
    fn compaction(&mut self, block: Block<'a>) {
        if !block.is_summary() {
            return;
        }
        if block.has_text("signature") {
            self.signed_compactions.push(block);
        }
        *self = Walk {
            speaker: self.speaker,
            turn: self.turn,
            signed_compactions: std::mem::take(&mut self.signed_compactions),
            server_orphans_until: self.turn + 1,
            last_role: self.last_role,
            at: self.at,
            ..Walk::new(true)
        };
    }

    fn end_turn(&mut self) {
        match self.speaker {
            Some(Role::Assistant) => self.end_assistant(),
            Some(Role::User) => self.end_user(),
            _ => {}
        }
    }

    // The assistant's turn.

    fn assistant(&mut self, message: &Message<'a>) {
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
            self.forget_pending();
        }
    }

    /// A block of an unknown type has been told; it may be the other half of a pair.
    fn foreign(&mut self, block: &Block<'a>) {
        if looks_like_result(block) {
            self.forget_pending();
        }
        if looks_like_call(block) {
            self.excuse_orphans();
            // A call of a client's tool would hold the server's open.
            self.forget_pending();
        }
    }

    /// Something that cannot be read may be the call.
    fn excuse_orphans(&mut self) {
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
        let mut call = Call { block, id, at, answer: Answer::Missing, turn, twins: 0, told: false };
        if hidden {
            call.answer = Answer::Unjudged;
        }
        let index = self.calls.len();
        match self.by_id.get(&call.id).copied() {
            None => {
                self.by_id.insert(call.id.clone(), index);
            }
            Some(first) => {
                if !self.calls[first].told {
                    let stray = Stray { block, id: call.id.clone(), at };
                    self.faults.push(Fault::RepeatedId(stray, self.calls[first].block));
                }
                call.told = true;
                self.calls[first].told = true;
                if self.calls[first].turn == turn {
                    self.calls[first].twins += 1;
                    call.answer = Answer::Unjudged;
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
            && matches!(call.answer, Answer::Missing)
        {
            call.answer = Answer::Unjudged;
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
        let resolved = !is_id || self.excused.contains(&id);
        let index = self.server_calls.len();
        let call = self.stray(block, id);
        let first = self.server_by_id.insert(call.id.clone(), index).map(|first| &self.server_calls[first]);
        if let Some(first) = first.filter(|first| !first.told) {
            self.faults.push(Fault::RepeatedId(call.clone(), first.call.block));
        }
        let told = first.is_some();
        self.server_calls.push(ServerCall { call, resolved, result: None, told });
        if !resolved {
            self.pending.push(index);
            self.open += 1;
        }
    }

    fn server_result(&mut self, block: Block<'a>) {
        let Some(id) = block.str("tool_use_id") else {
            // Whichever call it answers.
            self.forget_pending();
            return;
        };
        let stray = self.stray(block, id.clone());
        match self.server_by_id.get(&id).and_then(|index| self.server_calls.get_mut(*index)) {
            Some(call) => {
                self.open -= usize::from(!call.resolved);
                call.resolved = true;
                match call.result {
                    None => call.result = Some(block),
                    Some(first) => self.faults.push(Fault::Repeated(stray, first)),
                }
            }
            // An id that is none has been told. (A server tool's is not asked for its form.)
            None if block.kind == BlockKind::McpToolResult && !is_id(&id) => {}
            None if self.turn <= self.server_orphans_until || self.excused.contains(&id) => {}
            None => {
                self.excused.insert(id);
                self.faults.push(Fault::ServerOrphan(stray));
                // An open call before it is the one it answers, with another id.
                let open = self.pending.iter().find(|index| !self.server_calls[**index].resolved).copied();
                if let Some(index) = open {
                    self.server_calls[index].resolved = true;
                    self.open -= 1;
                }
            }
        }
    }

    /// Server calls stay open while client tools are asked: their results come after the client's.
    fn end_assistant(&mut self) {
        if self.open > 0 && !self.calls_in_turn {
            for index in std::mem::take(&mut self.pending) {
                let server = &mut self.server_calls[index];
                if !server.resolved {
                    server.resolved = true;
                    self.faults.push(Fault::ServerMissing(server.call.clone()));
                }
            }
            self.open = 0;
        }
        if self.open == 0 {
            self.pending.clear();
        }
    }

    fn forget_pending(&mut self) {
        for index in self.pending.drain(..) {
            self.server_calls[index].resolved = true;
        }
        self.open = 0;
    }

    // The user's turn.

    fn user(&mut self, message: &Message<'a>) {
        if self.speaker != Some(Role::User) {
            self.end_turn();
            self.speaker = Some(Role::User);
            (self.first_other, self.results_in_turn, self.result_behind_other) = (None, false, false);
            self.is_silent = true;
        }
        self.is_silent &= message.is_empty();
        if has_unreadable(message) {
            self.unjudged.insert(self.turn);
            self.forget_pending();
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
                    self.forget_pending();
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
            Some(index) if matches!(self.calls[index].answer, Answer::Missing) => {
                self.calls[index].answer = Answer::Late(block);
            }
            other => self.orphan(block, id, other),
        }
    }

    fn answer(&mut self, index: usize, block: Block<'a>, id: Cow<'a, str>) {
        let stray = self.stray(block, id);
        self.result_behind_other |= self.first_other.is_some();
        let call = &mut self.calls[index];
        match call.answer {
            Answer::Missing => {
                call.answer = self.first_other.map_or(Answer::Direct(block), |other| Answer::NotFirst(block, other));
            }
            Answer::Unjudged => {}
            _ if call.twins > 0 => call.twins -= 1,
            Answer::Direct(first) | Answer::NotFirst(first, _) | Answer::Late(first) => {
                self.faults.push(Fault::Repeated(stray, first));
            }
        }
    }

    fn orphan(&mut self, block: Block<'a>, id: Cow<'a, str>, older: Option<usize>) {
        if self.excused.contains(&id) {
            return;
        }
        let server = self.server_by_id.get(&id).map(|index| self.server_calls[*index].call.block);
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

    fn end_user(&mut self) {
        if self.is_silent {
            // A turn without any content has been told; the results are what it lacks.
            self.unjudged.insert(self.turn);
        }
        // A result behind something else has been told; without any result, the calls are unanswered.
        let Some(other) = self.first_other.filter(|_| self.open > 0) else { return };
        if self.results_in_turn && !self.result_behind_other {
            let first = self.pending.iter().find(|index| !self.server_calls[**index].resolved);
            if let Some(index) = first {
                self.faults.push(Fault::Interrupted(self.server_calls[*index].call.clone(), other));
            }
        }
        self.forget_pending();
    }

    // The end.

    /// A call without a result before a result without a call: the two ids differ, which is one fault. An id that is
    /// none is told by the rules about fields, and leaves its partner unjudged.
    fn match_orphans(&mut self) {
        let mut orphans = std::mem::take(&mut self.orphans);
        let mut turns = HashMap::<usize, Vec<usize>>::default();
        if !orphans.is_empty() {
            for (index, call) in self.calls.iter().enumerate() {
                if matches!(call.answer, Answer::Missing) {
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
                self.calls[*index].answer = Answer::Unjudged;
            }
        }
        let is_told = |orphan: &Orphan<'_>| {
            let call = orphan.unanswered.and_then(|call| call.str("id"));
            !is_id(&orphan.result.id) || call.is_some_and(|id| !is_id(&id))
        };
        self.faults.extend(orphans.into_iter().filter(|orphan| !is_told(orphan)).map(Fault::Orphan));
        for call in &mut self.calls {
            if matches!(call.answer, Answer::Missing) && !is_id(&call.id) {
                call.answer = Answer::Unjudged;
            }
        }
    }

    fn finish(mut self, goes_on: bool) -> Pairing<'a> {
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
        let open = self.pending.iter().map(|index| &self.server_calls[*index]).filter(|server| !server.resolved);
        let pending = open.map(|server| server.call.block).collect();
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
            is_paused: ends_with_assistant && self.open > 0,
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
    let is_open = |call: &&Call<'a>| !matches!(call.answer, Answer::Direct(_) | Answer::Unjudged);
    let Some(first) = turn.iter().find(is_open) else { return };
    let list = || {
        let mut ids: Vec<_> = turn.iter().filter(is_open).map(|call| call.id.clone()).collect();
        ids.sort_unstable();
        Unanswered { message: end.message.min(first.at.message + 1), ids }
    };
    let (mut missing, mut late, mut not_first, mut before) = (Vec::new(), Vec::new(), Vec::new(), None);
    for call in turn {
        match call.answer {
            Answer::Missing => missing.push(call.block),
            Answer::Late(result) => late.push((call.block, result)),
            Answer::NotFirst(result, other) => {
                not_first.push((call.block, result));
                before = Some(other);
            }
            Answer::Direct(_) | Answer::Unjudged => {}
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

/// Whether something in the content cannot be read: it may be the block that is missed elsewhere.
fn has_unreadable(message: &Message<'_>) -> bool {
    match message.content {
        Some(content) if content.is_array() => content.items().any(|item| !item.is_object()),
        Some(content) => !content.is_string(),
        None => true,
    }
}

/// Whether an id has the form of one. Any other is told by the rules about fields.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
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

/// The same for a result.
fn looks_like_result(block: &Block<'_>) -> bool {
    let named = ["tool_use_id", "tool_call_id", "call_id"].iter().any(|name| block.get(name).is_some());
    named || block.get("type").is_none()
}
