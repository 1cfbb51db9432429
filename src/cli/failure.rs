//! Operational failures of the command. Faults of a request are findings, not failures.

use std::fmt;

use crate::mask::{Show, Shown, shown};
use crate::{Error, ErrorKind};

/// Why the command failed, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    message: Shown,
    hint: Option<Shown>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<Shown>) -> Self {
        Failure { message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<Shown>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// `name` cannot be read or written.
    pub(crate) fn io(name: &str, error: &std::io::Error) -> Self {
        let failure = Failure::new(shown!("{}: {}", Shown::masked(name), Shown::masked(error.to_string())));
        match error.kind() {
            // A word like this may be a misspelled command.
            std::io::ErrorKind::NotFound if !name.contains(['.', '/', '\\']) => {
                failure.hint("check the spelling; `payloadlint --help` lists the commands")
            }
            std::io::ErrorKind::FileTooLarge => failure.hint("--max-file-size sets the limit"),
            std::io::ErrorKind::PermissionDenied => failure.hint("you do not have permission to read it"),
            _ => failure,
        }
    }
}

impl fmt::Display for Failure {
    /// The message, and the hint on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "\n  hint: {hint}"))
    }
}

impl std::error::Error for Failure {}

impl Show for Failure {}

impl From<Shown> for Failure {
    fn from(message: Shown) -> Self {
        Failure::new(message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        // A table of the user can contain anything.
        let failure = Failure::new(Shown::masked(error.reason().clone()));
        match error.kind() {
            ErrorKind::UnknownRule => failure.hint("`payloadlint rules` lists all rules"),
            ErrorKind::InvalidTable => {
                failure.hint("a table contains rows like those of schemas/models.json or schemas/platforms.json")
            }
            _ => failure,
        }
    }
}
