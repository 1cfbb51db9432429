//! Why the job could not be done. Never a finding: those are data.

use std::fmt;

use crate::finding::printable;

/// What went wrong, naming the thing, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    what: String,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Failure { what: what.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// `name` cannot be read or written.
    pub(crate) fn io(name: &str, error: &std::io::Error) -> Self {
        let failure = Failure::new(format!("{name}: {error}"));
        match error.kind() {
            // A word may have been meant as a command.
            std::io::ErrorKind::NotFound if !name.contains(['.', '/', '\\']) => {
                failure.hint("check the spelling; `payloadlint --help` lists the commands")
            }
            std::io::ErrorKind::PermissionDenied => failure.hint("you are not allowed to read it"),
            _ => failure,
        }
    }
}

impl fmt::Display for Failure {
    /// What went wrong may quote an argument or a name, and that anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.what))?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "\n  hint: {hint}"))
    }
}

impl std::error::Error for Failure {}

impl From<String> for Failure {
    fn from(what: String) -> Self {
        Failure::new(what)
    }
}
