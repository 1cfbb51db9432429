//! How well founded a fact, a rule or a finding is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How well founded a fact of a table is, and a rule or a finding that rests on it.
///
/// A greater value is better founded. Where several facts are combined, the result is only as well founded as the
/// least of them: take the minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Follows from other facts; a finding that rests on it is at most a warning.
    #[default]
    Inferred,
    /// Stated by an official page or package.
    Documented,
    /// Seen in a response of the API.
    Observed,
}

impl Confidence {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Inferred => "inferred",
            Confidence::Documented => "documented",
            Confidence::Observed => "observed",
        }
    }
}

impl crate::shown::Show for Confidence {}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greater_confidence_is_better_founded() {
        assert!(Confidence::Inferred < Confidence::Documented);
        assert!(Confidence::Documented < Confidence::Observed);
        assert_eq!(Confidence::default(), Confidence::Inferred);
        assert_eq!(Confidence::Inferred.min(Confidence::Observed), Confidence::Inferred);
    }
}
