//! The rows of the error table.

use serde::Deserialize;

use super::decision::Decision;
use super::transport::TransportKind;
use crate::date::Date;
use crate::knowledge::text::TableText;

/// What to do about an error, and why.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Remedy {
    /// What to do.
    pub decision: Decision,
    /// Why: a name in the section `reasons`.
    pub reason: TableText,
    /// The request may have been executed although the response says otherwise or is missing, so that repeating a call
    /// that creates something can create it twice.
    #[serde(default)]
    pub may_have_run: bool,
    /// The caller sends too much; the service itself is not overloaded.
    #[serde(default)]
    pub throttled: bool,
}

/// An HTTP status, or a range of them.
#[derive(Clone, Debug, Deserialize)]
pub struct StatusRow {
    /// The status, or the first status of a range.
    pub status: u16,
    /// The last status of a range.
    pub to: Option<u16>,
    /// The `error.type` that goes with it.
    pub error_type: Option<TableText>,
    /// What to do.
    #[serde(flatten)]
    pub remedy: Remedy,
    /// What to do if the body is not from the API, such as the error page of a proxy.
    pub without_envelope: Option<Remedy>,
    /// Where this was found.
    pub source: TableText,
    /// The day on which it was last seen to be true.
    pub date: Date,
}

/// A value of `error.type`.
#[derive(Clone, Debug, Deserialize)]
pub struct TypeRow {
    /// The value.
    pub r#type: TableText,
    /// The status it implies.
    pub status: u16,
    /// It takes precedence if the status differs.
    pub overrides_status: bool,
    /// Statuses that it does not take precedence over.
    #[serde(default)]
    pub except_statuses: Vec<u16>,
    /// Where this was found.
    pub source: TableText,
    /// The day on which it was last seen to be true.
    pub date: Date,
}

impl TypeRow {
    /// The status that decides if a response has this type and `status`.
    pub fn against(&self, status: u16) -> u16 {
        if self.overrides_status && !self.except_statuses.contains(&status) { self.status } else { status }
    }
}

/// A value of `error.details.error_code`.
#[derive(Clone, Debug, Deserialize)]
pub struct CodeRow {
    /// The value; a leading `*` matches any text.
    pub code: TableText,
    /// The status of such a response.
    pub status: u16,
    /// What to do; `None` if the status alone decides.
    #[serde(flatten)]
    pub remedy: Option<Remedy>,
    /// Where this was found.
    pub source: TableText,
    /// The day on which it was last seen to be true.
    pub date: Date,
}

/// An error without a code, recognized by its message.
#[derive(Clone, Debug, Deserialize)]
pub struct TextRow {
    /// Substrings of `error.message`, in lower case, all of which must occur.
    pub contains: Vec<TableText>,
    /// Statuses of responses in which the message is looked for.
    pub statuses: Vec<u16>,
    /// What to do; never a retry.
    #[serde(flatten)]
    pub remedy: Remedy,
    /// Where this was found.
    pub source: TableText,
    /// The day on which it was last seen to be true.
    pub date: Date,
}

impl TextRow {
    /// Whether all substrings occur in `message`, ignoring ASCII case.
    pub fn matches(&self, message: &str) -> bool {
        self.contains.iter().all(|part| contains_ignoring_case(message.as_bytes(), part.as_bytes()))
    }
}

/// The name of an error on AWS or Google Cloud.
#[derive(Clone, Debug, Deserialize)]
pub struct PlatformRow {
    /// The name.
    pub code: TableText,
    /// The status it implies.
    pub status: u16,
    /// What to do.
    #[serde(flatten)]
    pub remedy: Remedy,
    /// Where this was found.
    pub source: TableText,
    /// The day on which it was last seen to be true.
    pub date: Date,
}

/// A failure of the transport.
#[derive(Clone, Debug, Deserialize)]
pub struct TransportRow {
    /// The failure.
    pub kind: TransportKind,
    /// What to do.
    #[serde(flatten)]
    pub remedy: Remedy,
    /// Where this was found.
    pub source: TableText,
    /// The day on which it was last seen to be true.
    pub date: Date,
}

/// `needle` must be in lower case.
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
    fn substrings_are_found_in_any_case() {
        assert!(contains_ignoring_case(b"Your Credit Balance", b"credit"));
        assert!(!contains_ignoring_case(b"credi", b"credit"));
        assert!(!contains_ignoring_case(b"cred it", b"credit"));
    }
}
