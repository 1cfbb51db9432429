//! `PL4xx`: tool definitions, `tool_choice`, MCP servers.

use super::Rule;

/// The rules of this family.
pub const RULES: &[&Rule] = &[];
