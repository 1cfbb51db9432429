//! Fixes, as edits of bytes.

use crate::mask::Shown;
use serde::{Deserialize, Serialize};

/// Edits of a file that remove a finding. Everything else in the file stays the same.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// Whether the edits can change what the model sees.
    pub safety: Safety,
    /// What the edits do, in the imperative.
    pub title: Shown,
    /// The edits. They do not overlap.
    pub edits: Vec<TextEdit>,
}

/// Whether a fix can be applied without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Cannot change what the model sees.
    Safe,
    /// Can change what the model sees, so it is applied only on request.
    Unsafe,
}

/// One replacement of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextEdit {
    /// The first byte to replace, as an offset into the file.
    pub offset: usize,
    /// How many bytes to replace.
    pub length: usize,
    /// The replacement.
    pub text: String,
}
