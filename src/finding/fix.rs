//! Mending by editing bytes.

use serde::{Deserialize, Serialize};

/// A change of the file that removes a finding. Everything it does not name stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// Whether the change can alter what the model sees.
    pub safety: Safety,
    /// What the change does, as an imperative.
    pub title: String,
    /// The edits, none overlapping another.
    pub edits: Vec<TextEdit>,
}

/// Whether a fix may be applied unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Cannot change what the model sees.
    Safe,
    /// May change it: applied only when asked for by name.
    Unsafe,
}

/// One replacement of bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    /// First byte replaced, as an offset into the file.
    pub offset: usize,
    /// How many bytes are replaced.
    pub length: usize,
    /// What takes their place.
    pub text: String,
}
