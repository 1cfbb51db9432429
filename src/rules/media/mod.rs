//! `PL6xx`: images, PDFs and other files.

use super::Rule;

/// The rules of this family.
pub const RULES: &[&Rule] = &[];
