//! The walk over the conversation, message by message.

use crate::payload::message::{Message, Role};

use super::found::Pairing;
use super::walk::Walk;

/// Walks over the conversation. `continues_thread` and `may_end_with_assistant` tell whether it starts and ends with
/// messages that are not in the request.
pub(in crate::payload) fn pair<'a>(
    messages: &[Message<'a>],
    continues_thread: bool,
    may_end_with_assistant: bool,
) -> Pairing<'a> {
    let pairing = walk(messages, Walk::new(continues_thread), may_end_with_assistant);
    if pairing.faults.is_empty() {
        return pairing;
    }
    // The fault may be that an ID was replaced on one side only.
    let mut cautious = Walk::new(continues_thread);
    cautious.replaced_are_unknown = true;
    walk(messages, cautious, may_end_with_assistant)
}

fn walk<'a>(messages: &[Message<'a>], mut walk: Walk<'a>, may_end_with_assistant: bool) -> Pairing<'a> {
    walk.message_count = messages.len();
    for message in messages {
        walk.read(message);
    }
    if walk.speaker == Some(Role::User) {
        walk.end_user_turn();
    }
    walk.finish(may_end_with_assistant)
}

impl<'a> Walk<'a> {
    fn read(&mut self, message: &Message<'a>) {
        self.count_message(message);
        if message.role != Role::System && self.speaker != Some(message.role) {
            if message.role == Role::Other {
                // What the message means is unknown: it may contain the results.
                self.server.forget_all();
            }
            self.end_turn();
            self.start_turn(message);
        }
        match message.role {
            Role::User => self.read_user_message(message),
            Role::Assistant => self.read_assistant_message(message),
            Role::System | Role::Other => {}
        }
        self.count_blocks(message);
    }

    fn start_turn(&mut self, message: &Message<'a>) {
        self.speaker = Some(message.role);
        match message.role {
            Role::User => self.start_user_turn(message),
            Role::Assistant => self.start_assistant_turn(),
            Role::System => {}
            Role::Other => {
                self.unknown_turns.insert(self.turn);
                self.add_unread_call();
            }
        }
    }

    fn end_turn(&mut self) {
        match self.speaker {
            Some(Role::Assistant) => self.end_assistant_turn(),
            Some(Role::User) => self.end_user_turn(),
            _ => {}
        }
    }
}
