//! Text that may be shown: the one type that carries text to an output.
//!
//! Text of a request, a file name or an argument can be a secret. It is therefore never put into a message, and no writer
//! accepts it: what is written implements [`Show`], and for text that is not part of this program, only [`Shown`] does.
//! The constructors of [`Shown`] mask what looks like a credential.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};

use super::escape::{escaped, escaped_lines};

/// Text that may be shown: that of the program, or other text in which credentials are masked.
///
/// [`Display`](fmt::Display) writes it on one line and escapes what could control a terminal. As a `str`, it is only
/// masked, for programs.
///
/// ```
/// use payloadlint::Shown;
///
/// let message: Shown = "`max_tokens` is missing".into();
/// assert_eq!(message, "`max_tokens` is missing");
/// ```
///
/// Text from elsewhere does not become a message by accident:
///
/// ```compile_fail
/// let value = String::from("sk-ant-api03-…");
/// let message: payloadlint::Shown = value.into();
/// ```
///
/// ```compile_fail
/// fn message(value: &str) -> payloadlint::Shown {
///     value.into()
/// }
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown(Cow<'static, str>);

impl Shown {
    /// Why JSON is not what was expected, without the value that was found instead: it can be anything. The name of an unknown
    /// field is shown if it is written like one.
    pub(crate) fn json_error(error: &serde_json::Error) -> Self {
        const WITH_VALUE: [&str; 4] = ["invalid type", "invalid value", "unknown variant", "unknown field"];
        let text = error.to_string();
        // All other errors name only what is expected.
        let Some(kind) = WITH_VALUE.iter().find(|kind| text.starts_with(**kind)) else { return Shown::known(text) };
        let is_field_name = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let field = text.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()).filter(is_field_name);
        let field = field.map(|name| format!(" `{name}`")).unwrap_or_default();
        let expected = text.rsplit_once(", expected ").map(|(_, expected)| format!(", expected {expected}"));
        Shown::known(format!("{kind}{field}{}", expected.unwrap_or_default()))
    }

    /// Text that was masked in its context, where more can be recognized than in the text alone.
    pub(crate) fn masked_in_context(text: String) -> Self {
        Shown(text.into())
    }

    /// Text of this program that is made at run time: the pages of the rules.
    pub(crate) fn known(text: String) -> Self {
        Shown(text.into())
    }

    /// A message that consists of parts that may be shown.
    pub(crate) fn composed(parts: Checked<'_>) -> Self {
        match parts.0.as_str() {
            Some(text) => Shown(text.into()),
            None => Shown(parts.0.to_string().into()),
        }
    }

    /// The text of [`quoted`](crate::mask::quoted) without its backticks.
    pub(crate) fn unquoted(&self) -> Shown {
        let inside = self.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
        inside.map_or_else(|| self.clone(), |inside| Shown(inside.to_owned().into()))
    }

    /// The text as [`Display`](fmt::Display) writes it, for what does not use that.
    pub(crate) fn escaped(&self) -> Shown {
        match escaped(self) {
            Cow::Owned(escaped) => Shown(escaped.into()),
            Cow::Borrowed(_) => self.clone(),
        }
    }

    /// The text with its line breaks.
    pub(crate) fn multiline(&self) -> Lines<'_> {
        Lines(self)
    }

    /// The first `limit` characters and an ellipsis, if it is longer.
    pub(crate) fn clipped(&self, limit: usize) -> Shown {
        match crate::text::clip(self, limit) {
            Cow::Owned(clipped) => Shown(clipped.into()),
            Cow::Borrowed(_) => self.clone(),
        }
    }
}

impl Deref for Shown {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}
impl AsRef<str> for Shown {
    fn as_ref(&self) -> &str {
        self
    }
}
impl Borrow<str> for Shown {
    fn borrow(&self) -> &str {
        self
    }
}
impl From<&'static str> for Shown {
    fn from(text: &'static str) -> Self {
        Shown(text.into())
    }
}
impl From<Shown> for String {
    fn from(text: Shown) -> Self {
        text.0.into_owned()
    }
}
impl PartialEq<str> for Shown {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}
impl PartialEq<&str> for Shown {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}
impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl fmt::Display for Shown {
    /// On one line, with the characters escaped that could control a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&escaped(self))
    }
}
impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// Text with its line breaks; other characters that could control a terminal are escaped.
pub(crate) struct Lines<'a>(&'a str);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped_lines(self.0))
    }
}

/// What may be part of a message, and be written: never a `String`, nor a `&str` that is not part of the program.
///
/// Implement it only for what cannot hold text of a request, a file name, an argument or the environment.
#[diagnostic::on_unimplemented(
    message = "`{Self}` may not be shown: it can hold a secret",
    note = "`quoted(text)` and `Shown::masked(text)` make text that may be shown"
)]
pub(crate) trait Show: fmt::Display {}

/// Whether a type may be shown, checked by the compiler. Used by [`shown!`] and `put!`.
pub(crate) fn show<T: Show>(value: &T) -> &T {
    value
}

/// Arguments of which each may be shown. Made only by [`shown!`] and `put!`.
pub(crate) struct Checked<'a>(fmt::Arguments<'a>);

impl<'a> Checked<'a> {
    /// Used only by the macros, which check the arguments.
    pub(crate) fn by_macro(arguments: fmt::Arguments<'a>) -> Self {
        Checked(arguments)
    }

    pub(super) fn arguments(self) -> fmt::Arguments<'a> {
        self.0
    }
}

macro_rules! impl_show {
    ($($type:ty),* $(,)?) => { $(impl Show for $type {})* };
}

impl_show!(
    Shown,
    Lines<'_>,
    &'static str,
    crate::text::Count,
    crate::text::Plural,
    crate::text::Right,
    serde_json::Number
);
impl_show!(bool, u8, u16, u32, u64, usize, i32, i64, f64, std::num::NonZeroU32);

impl<T: Show> Show for &T {}

/// Makes a [`Shown`], as `format!` makes a `String`: `shown!("{} is not {kind}", quoted(text), kind)`. Each argument must
/// implement [`Show`]. A name in the text is an argument, too: it is listed after the others.
macro_rules! shown {
    ($text:literal $(, $($arguments:tt)*)?) => {
        $crate::shown::checked!([$crate::shown::Shown::composed] $text [] $($($arguments)*)?)
    };
}

/// Calls a function with [`Checked`] arguments.
macro_rules! checked {
    // `concat!` makes the compiler refuse names that are not listed.
    ([$($function:tt)*] $text:literal [$($done:tt)*]) => {
        $($function)*($crate::shown::Checked::by_macro(::std::format_args!(::std::concat!($text) $($done)*)))
    };
    ([$($function:tt)*] $text:literal [$($done:tt)*] $name:ident $(, $($rest:tt)*)?) => {
        $crate::shown::checked!(
            [$($function)*] $text [$($done)*, $name = $crate::shown::show(&$name)] $($($rest)*)?
        )
    };
    ([$($function:tt)*] $text:literal [$($done:tt)*] $name:ident = $value:expr $(, $($rest:tt)*)?) => {
        $crate::shown::checked!(
            [$($function)*] $text [$($done)*, $name = $crate::shown::show(&$value)] $($($rest)*)?
        )
    };
    ([$($function:tt)*] $text:literal [$($done:tt)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::shown::checked!([$($function)*] $text [$($done)*, $crate::shown::show(&$value)] $($($rest)*)?)
    };
}

pub(crate) use {checked, shown};
