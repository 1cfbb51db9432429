//! Colors of the text formats.

use std::fmt;

use anstyle::{AnsiColor, Effects, Style};

use crate::Severity;

/// Text that is less important than the rest.
pub(super) const DIMMED: Style = Style::new().effects(Effects::DIMMED);
/// The word at the start of a line: `api:`.
pub(super) const LABEL: Style = AnsiColor::Cyan.on_default();

/// The style of a severity.
pub(super) fn severity(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    };
    color.on_default().bold()
}

/// The text in a style, or as it is without `color`.
pub(crate) fn styled<T: fmt::Display>(text: T, style: Style, color: bool) -> impl fmt::Display {
    Styled { text, style: if color { style } else { Style::new() } }
}

struct Styled<T> {
    text: T,
    style: Style,
}

impl<T: fmt::Display> fmt::Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:#}", self.style, self.text, self.style)
    }
}
