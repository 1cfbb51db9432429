//! Colours for text formats.

use std::fmt;

use crate::Severity;

/// A text in a colour, if there are to be colours.
pub(super) struct Painted<T>(pub(super) T, pub(super) Option<&'static str>);

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(color) => {
                write!(f, "\u{1b}[{color}m")?;
                self.0.fmt(f)?;
                f.write_str("\u{1b}[0m")
            }
            None => self.0.fmt(f),
        }
    }
}

/// The colour of a severity.
pub(super) fn of(severity: Severity, color: bool) -> Option<&'static str> {
    color.then_some(match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;36",
    })
}

/// The colour of what stands beside the matter.
#[cfg(feature = "cli")]
pub(super) fn quiet(color: bool) -> Option<&'static str> {
    color.then_some("2")
}

/// The colour of the word before a line of text.
#[cfg(feature = "cli")]
pub(super) fn name(color: bool) -> Option<&'static str> {
    color.then_some("36")
}
