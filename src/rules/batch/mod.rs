//! `PL9xx`: Message Batches, and the requests of one file compared with each other.

use super::Rule;

mod changed_cache_prefix;
mod changed_thinking;
mod duplicate_custom_id;
mod not_in_batch;

/// The rules of this family.
pub const RULES: &[&Rule] =
    &[&duplicate_custom_id::RULE, &not_in_batch::RULE, &changed_thinking::RULE, &changed_cache_prefix::RULE];
