//! The error type of the library.

use std::fmt;

use crate::shown::{Shown, shown};

/// The reason why the library could not do what the caller asked for: build a linter, read a table or parse a setting.
///
/// Faults of a request are never errors; they are [findings](crate::Finding).
///
/// ```
/// use payloadlint::{ErrorKind, Linter};
///
/// let error = Linter::builder().ignore("empty-mesages").build().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::UnknownRule);
/// assert_eq!(error.to_string(), "unknown rule `empty-mesages`; did you mean `empty-messages`?");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    reason: Shown,
}

/// What an [`Error`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The value of a setting is invalid.
    InvalidSetting,
    /// No rule has this code, code prefix or name.
    UnknownRule,
    /// No target has this name.
    UnknownTarget,
    /// No kind of input file has this name.
    UnknownInputKind,
    /// A table that was given at run time is not valid.
    InvalidTable,
    /// A file could not be read, or not to its end.
    UnreadableInput,
    /// A date is not a valid `YYYY-MM-DD`.
    InvalidDate,
}

impl Error {
    /// An error of this kind. The reason is one clause, in lower case and without a period.
    pub(crate) fn new(kind: ErrorKind, reason: impl Into<Shown>) -> Self {
        Error { kind, reason: reason.into() }
    }

    /// The same error with `subject: ` before its reason.
    pub(crate) fn about(self, subject: impl Into<Shown>) -> Self {
        Error::new(self.kind, shown!("{}: {}", subject.into(), self.reason))
    }

    /// The reason.
    pub(crate) fn reason(&self) -> &Shown {
        &self.reason
    }

    /// What the error is about.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    /// The reason.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl std::error::Error for Error {}
