//! `PL7xx`: caching, structured output and the other features.

use super::Rule;

pub mod structured;

/// The rules of this family.
pub const RULES: &[&Rule] = &[];
