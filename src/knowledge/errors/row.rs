//! The rows of the table.

use serde::Deserialize;

use super::{Decision, TransportKind};

/// A decision with its reason: the part that all rows share.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Remedy {
    /// What to do.
    pub decision: Decision,
    /// Why, as one word of the section `reasons`.
    pub reason: Box<str>,
    /// The work may have been done although the answer says otherwise or never came, so that
    /// repeating a call that creates something may create it twice.
    #[serde(default)]
    pub may_have_run: bool,
    /// The caller's own rate is the cause, not the state of the service.
    #[serde(default)]
    pub throttled: bool,
}

/// An HTTP status, or a range of them.
#[derive(Clone, Debug, Deserialize)]
pub struct StatusRow {
    /// The status, or the first of a range.
    pub status: u16,
    /// The last of a range.
    pub to: Option<u16>,
    /// The `error.type` that goes with it.
    pub error_type: Option<Box<str>>,
    /// What it means.
    #[serde(flatten)]
    pub answer: Remedy,
    /// What it means if the body is not that of an API, such as an edge's page.
    pub without_envelope: Option<Remedy>,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

/// A value of `error.type`.
#[derive(Clone, Debug, Deserialize)]
pub struct TypeRow {
    /// The value.
    pub r#type: Box<str>,
    /// The status it stands for.
    pub status: u16,
    /// It wins if the status says something else.
    pub overrides_status: bool,
    /// … but not over these.
    #[serde(default)]
    pub except_statuses: Vec<u16>,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

impl TypeRow {
    /// The status that counts when an answer has this type and `status`.
    pub fn against(&self, status: u16) -> u16 {
        if self.overrides_status && !self.except_statuses.contains(&status) { self.status } else { status }
    }
}

/// A value of `error.details.error_code`.
#[derive(Clone, Debug, Deserialize)]
pub struct CodeRow {
    /// The value; a `*` at its start stands for anything.
    pub code: Box<str>,
    /// The status it comes with.
    pub status: u16,
    /// What it means, or none if it says no more than the bare status.
    #[serde(flatten)]
    pub answer: Option<Remedy>,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

/// A condition that has no code and is known by its wording alone.
#[derive(Clone, Debug, Deserialize)]
pub struct TextRow {
    /// Parts of `error.message` in lower case, all of which must occur.
    pub contains: Vec<Box<str>>,
    /// Statuses with which the wording counts.
    pub statuses: Vec<u16>,
    /// What it means; never a retry.
    #[serde(flatten)]
    pub answer: Remedy,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

impl TextRow {
    /// Whether all parts occur in `message`, ASCII case ignored.
    pub fn matches(&self, message: &str) -> bool {
        self.contains.iter().all(|part| contains_ignoring_case(message.as_bytes(), part.as_bytes()))
    }
}

/// The name of an error on another platform.
#[derive(Clone, Debug, Deserialize)]
pub struct PlatformRow {
    /// The name, as AWS or Google writes it.
    pub code: Box<str>,
    /// The status it stands for.
    pub status: u16,
    /// What it means.
    #[serde(flatten)]
    pub answer: Remedy,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

/// A failure of the transport.
#[derive(Clone, Debug, Deserialize)]
pub struct TransportRow {
    /// Which one.
    pub kind: TransportKind,
    /// What it means.
    #[serde(flatten)]
    pub answer: Remedy,
    /// Where this was seen.
    pub source: Box<str>,
    /// When this was last seen true.
    pub date: Box<str>,
}

/// `needle` is in lower case and not empty.
fn contains_ignoring_case(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(&first) = needle.first() else { return true };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), haystack)
        .filter_map(|start| haystack.get(start..start + needle.len()))
        .any(|part| part.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_text_are_found_in_any_case() {
        assert!(contains_ignoring_case(b"Your Credit Balance", b"credit"));
        assert!(!contains_ignoring_case(b"credi", b"credit"));
        assert!(!contains_ignoring_case(b"cred it", b"credit"));
    }
}
