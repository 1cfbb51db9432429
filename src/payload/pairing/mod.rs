//! Which result belongs to which call: one walk over the conversation, whose result all rules about pairing share.
//!
//! The walk reads a conversation as api.anthropic.com does. Consecutive messages of one role are one turn, `system`
//! messages do not separate turns, and the results for a turn's calls are the run of `tool_result` blocks at the start
//! of the next user turn.
//!
//! It records every fault, each with its [causes](Cause): faults of other blocks that explain it. What is unknown is
//! not a fault: the result of a call without a readable ID, the content of a message with an unknown role, and history
//! that a thread or a compaction holds.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

mod cause;

mod call;

mod fault;

// What the walk found.
mod found;

// The walk.
mod server_calls;

mod walk;

mod end;
mod walk_assistant;
mod walk_user;

mod pair;

pub use call::{Call, MergedPosition, Repetition, ResultState};
pub use cause::{Cause, CauseKind};
pub use fault::{Fault, FaultKind, Mismatch, Orphan, Unanswered};
pub use found::{Pairing, first_result};
pub(super) use pair::pair;
