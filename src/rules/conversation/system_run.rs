//! Where system messages stand, and whether the model takes them.

use crate::knowledge::Support;
use crate::payload::{Message, Payload, Role};

/// Consecutive system messages, which the API judges as one.
pub(super) struct Run<'r, 'a> {
    /// The messages.
    pub(super) messages: &'r [Message<'a>],
    /// The first of them that says something: one that only sets `output_config` may stand anywhere.
    pub(super) said: &'r Message<'a>,
    /// The message before the run.
    pub(super) before: Option<&'r Message<'a>>,
    /// The message after it.
    pub(super) after: Option<&'r Message<'a>>,
}

/// The runs of system messages that say something.
pub(super) fn runs<'r, 'a>(payload: &'r Payload<'a>) -> impl Iterator<Item = Run<'r, 'a>> {
    let all = payload.messages();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + all[from..].iter().position(|message| message.role == Role::System)?;
            let length = all[start..].iter().take_while(|message| message.role == Role::System).count();
            from = start + length;
            let messages = &all[start..from];
            if let Some(said) = messages.iter().find(|message| !message.is_directive()) {
                return Some(Run { messages, said, before: all[..start].last(), after: all.get(from) });
            }
        }
    })
}

/// Whether the model takes system messages in the middle of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Yes,
    No { doubtful: bool },
    Unknown,
}

impl Takes {
    /// Known to be refused, by sources that agree.
    pub(super) fn is_surely_no(self) -> bool {
        self == Takes::No { doubtful: false }
    }
}

pub(super) fn takes_system_messages(payload: &Payload<'_>) -> Takes {
    let Some(model) = payload.context.model.facts else { return Takes::Unknown };
    let fact = &model.system_in_messages;
    match fact.on(payload.context.target) {
        Support::Yes => Takes::Yes,
        Support::No => Takes::No { doubtful: fact.doubtful },
        Support::Unknown => Takes::Unknown,
    }
}
