//! `PL8xx`: headers, credentials, the url.

use super::Rule;

/// The rules of this family.
pub const RULES: &[&Rule] = &[];
