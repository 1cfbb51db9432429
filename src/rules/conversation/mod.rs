//! `PL3xx`: the shape of the conversation: turns, roles, empty content, the pairing of tool calls and results.

use super::Rule;

mod empty_messages;

/// The rules of this family.
pub const RULES: &[&Rule] = &[&empty_messages::RULE];
