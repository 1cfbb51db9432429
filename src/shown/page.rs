//! Where text is written: a page accepts only what may be shown.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, PrettyFormatter};

use super::escape::EscapedJson;
use super::text::{Checked, Shown};

/// A stream that output is written to, with `put!`.
///
/// ```compile_fail
/// use std::io::Write;
///
/// let value = String::from("sk-ant-api03-…");
/// let mut out = Vec::new();
/// let mut page = payloadlint::internals::report::Page::new(&mut out);
/// write!(page, "{value}");
/// ```
pub struct Page<'w> {
    out: &'w mut dyn io::Write,
}

impl<'w> Page<'w> {
    /// Writes to `out`.
    pub fn new(out: &'w mut dyn io::Write) -> Self {
        Page { out }
    }

    /// Writes text; called by `put!`.
    pub(crate) fn put(&mut self, text: Checked<'_>) -> io::Result<()> {
        self.out.write_fmt(text.arguments())
    }

    /// Writes JSON on one line.
    pub(crate) fn json(&mut self, value: &(impl Serialize + ShowJson)) -> io::Result<()> {
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut *self.out, EscapedJson(CompactFormatter)))?;
        self.out.write_all(b"\n")
    }

    /// Writes indented JSON.
    pub(crate) fn pretty_json(&mut self, value: &(impl Serialize + ShowJson)) -> io::Result<()> {
        let formatter = EscapedJson(PrettyFormatter::new());
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut *self.out, formatter))?;
        self.out.write_all(b"\n")
    }
}

/// Writes to a [`Page`], as `write!` does: `put!(page, "{line}: {}\n", message, line)`. Each argument must implement
/// [`Show`](super::Show).
#[cfg_attr(not(feature = "cli"), allow(unused_macros, reason = "only the command writes"))]
macro_rules! put {
    ($page:expr, $text:literal $(, $($arguments:tt)*)?) => {
        $crate::shown::checked!([$page.put] $text [] $($($arguments)*)?)
    };
}
pub(crate) use put;

/// What may be written as JSON: its texts are [`Shown`] or part of the program. Objects are declared with
/// [`json_object!`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` may not be written as JSON: it can hold a secret",
    note = "`Shown::masked(text)` makes text that may be shown"
)]
pub(crate) trait ShowJson {}

macro_rules! impl_show_json {
    ($($type:ty),* $(,)?) => { $(impl ShowJson for $type {})* };
}

impl_show_json!(Shown, &'static str, bool, u16, u32, u64, usize);

impl<T: ShowJson> ShowJson for &T {}
impl<T: ShowJson> ShowJson for [T] {}
impl<T: ShowJson> ShowJson for &[T] {}
impl<T: ShowJson> ShowJson for Vec<T> {}
impl<T: ShowJson> ShowJson for Option<T> {}
impl<K: ShowJson, V: ShowJson> ShowJson for BTreeMap<K, V> {}

/// Declares a struct that is written as a JSON object. Each of its members must implement [`ShowJson`].
macro_rules! json_object {
    ($(
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident $(<$lifetime:lifetime>)? {
            $($(#[$member_attribute:meta])* $member_visibility:vis $member:ident: $type:ty),* $(,)?
        }
    )*) => {$(
        $(#[$attribute])*
        #[derive(serde::Serialize)]
        $visibility struct $name $(<$lifetime>)? {
            $($(#[$member_attribute])* $member_visibility $member: $type),*
        }

        impl $(<$lifetime>)? $crate::shown::ShowJson for $name $(<$lifetime>)? where $($type: $crate::shown::ShowJson),* {}
    )*};
}
pub(crate) use json_object;
