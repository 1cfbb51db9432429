//! Yes-or-no facts about models.

use serde::Deserialize;

use super::target::Target;
use super::text::TableText;

/// Whether something is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Support {
    /// It is accepted.
    Yes,
    /// It is rejected.
    No,
    /// There is no source and no test. Never a reason for a finding.
    #[default]
    Unknown,
}

/// A yes-or-no fact about a model, with its exceptions and doubts.
///
/// In JSON either `"yes"`, `"no"` or `"unknown"`, or an object with the members of this struct.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Form")]
pub struct Fact {
    /// The value, unless an exception applies.
    pub value: Support,
    /// Sources disagree, or the value is inferred: a finding that rests on it is a warning.
    pub doubtful: bool,
    /// Still accepted, but deprecated.
    pub deprecated: bool,
    /// Accepted, but without effect.
    pub ignored: bool,
    /// Targets that reject it although `value` is yes.
    pub not_on: Vec<Target>,
    /// A remark.
    pub note: Option<TableText>,
}

impl Fact {
    /// The value on one target.
    pub fn on(&self, target: Target) -> Support {
        if self.not_on.contains(&target.built_in()) { Support::No } else { self.value }
    }
}

/// The two forms of a [`Fact`] in the tables.
#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Value(Support),
    Object(Object),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object {
    value: Support,
    #[serde(default)]
    doubtful: bool,
    #[serde(default)]
    deprecated: bool,
    #[serde(default)]
    ignored: bool,
    #[serde(default)]
    not_on: Vec<Target>,
    note: Option<TableText>,
}

impl From<Form> for Fact {
    fn from(form: Form) -> Fact {
        match form {
            Form::Value(value) => Fact { value, ..Fact::default() },
            Form::Object(Object { value, doubtful, deprecated, ignored, not_on, note }) => {
                Fact { value, doubtful, deprecated, ignored, not_on, note }
            }
        }
    }
}
