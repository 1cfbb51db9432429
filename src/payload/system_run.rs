//! Runs of `system` messages, and whether the model supports them.

use crate::knowledge::Support;

use super::message::{Message, Role};
use super::view::Payload;

/// Consecutive `system` messages, which the API checks as one.
pub(crate) struct SystemRun<'r, 'a> {
    /// The messages.
    pub(crate) messages: &'r [Message<'a>],
    /// The first message that has content. One that only sets `output_config` is accepted at any position.
    pub(crate) first: &'r Message<'a>,
    /// The message before the run.
    pub(crate) before: Option<&'r Message<'a>>,
    /// The message after the run.
    pub(crate) after: Option<&'r Message<'a>>,
}

impl SystemRun<'_, '_> {
    /// Whether `messages` starts with the first message of this run that has content.
    pub(crate) fn opens_conversation(&self) -> bool {
        self.before.is_none() && self.first.index == 0
    }
}

/// Whether the model supports `system` messages in `messages`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SystemSupport {
    Yes,
    /// It accepts them, and ignores their text.
    Ignored,
    /// It does not.
    No,
    /// It does not, but the sources disagree.
    ProbablyNo,
    Unknown,
}

impl<'a> Payload<'a> {
    /// The runs of `system` messages in which at least one message has content.
    pub(crate) fn system_runs<'r>(&'r self) -> impl Iterator<Item = SystemRun<'r, 'a>> {
        let all = self.messages();
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let start = from + all[from..].iter().position(|message| message.role == Role::System)?;
                let length = all[start..].iter().take_while(|message| message.role == Role::System).count();
                from = start + length;
                let messages = &all[start..from];
                if let Some(first) = messages.iter().find(|message| !message.is_directive()) {
                    return Some(SystemRun { messages, first, before: all[..start].last(), after: all.get(from) });
                }
            }
        })
    }

    /// Whether the model supports `system` messages in `messages`.
    pub(crate) fn system_message_support(&self) -> SystemSupport {
        let Some(model) = self.context.model.facts else { return SystemSupport::Unknown };
        let fact = &model.system_in_messages;
        match fact.on(self.context.target) {
            Support::Yes if fact.ignored => SystemSupport::Ignored,
            Support::Yes => SystemSupport::Yes,
            Support::No if fact.doubtful => SystemSupport::ProbablyNo,
            Support::No => SystemSupport::No,
            Support::Unknown => SystemSupport::Unknown,
        }
    }
}
