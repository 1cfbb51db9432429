//! `PL5xx`: what depends on the model: its name, its limits, thinking, sampling.

use super::Rule;

/// The rules of this family.
pub const RULES: &[&Rule] = &[];
