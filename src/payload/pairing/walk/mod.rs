//! One pass over the conversation, message by message: turns, and how the API counts them.

mod assistant;
mod end;
mod server;
mod user;

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};

use crate::json::Node;
use crate::payload::block::Block;
use crate::payload::message::{Message, Role};

use server::ServerCalls;

use super::{Call, Fault, Merged, Mismatch, Orphan};

/// The state of the pass.
#[derive(Default)]
pub(super) struct Walk<'a> {
    calls: Vec<Call<'a>>,
    faults: Vec<Fault<'a>>,
    /// The latest call of each id.
    by_id: HashMap<Cow<'a, str>, usize>,
    server: ServerCalls<'a>,
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
    pub(super) fn new(continues_thread: bool) -> Self {
        Walk {
            orphans_excused: continues_thread,
            server_orphans_until: usize::from(continues_thread),
            ..Walk::default()
        }
    }

    pub(super) fn read(&mut self, message: &Message<'a>) {
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

    fn stray(&self, block: Block<'a>, id: Cow<'a, str>) -> Mismatch<'a> {
        Mismatch { at: self.merged(&block), block, id }
    }

    /// What a message of a foreign role says is not known: it may be the answer.
    fn lose_track(&mut self) {
        self.server.forget_open();
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

/// A block of a foreign format that may be a result.
fn looks_like_result(block: &Block<'_>) -> bool {
    let named = ["tool_use_id", "tool_call_id", "call_id"].iter().any(|name| block.get(name).is_some());
    named || block.get("type").is_none()
}
