//! Colors of the text formats.

use std::fmt;

use anstyle::{AnsiColor, Effects, Style};

use crate::Severity;
use crate::mask::Show;

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
pub(crate) fn styled<T: Show>(text: T, style: Style, color: bool) -> Styled<T> {
    Styled { text, style: if color { style } else { Style::new() } }
}

/// Text in a style.
pub(crate) struct Styled<T> {
    text: T,
    style: Style,
}

impl<T: Show> Show for Styled<T> {}

impl<T: Show> fmt::Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:#}", self.style, self.text, self.style)
    }
}

/// Text that was drawn from parts that may be shown: with styles, wrapped, or with lines around it. It is written as it is.
pub(crate) struct Drawn(String);

impl Drawn {
    /// For what draws text, which must accept only what may be shown.
    pub(crate) fn from_parts(text: String) -> Self {
        Drawn(text)
    }
}

impl Show for Drawn {}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
