//! The text of a row.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use serde::Deserialize;

use crate::shown::{Show, Shown, shown};

/// Text of a row: part of this program, or of a table that the user adds. It may be shown.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(transparent)]
pub struct TableText(Box<str>);

impl TableText {
    /// Text that is made of that of rows.
    pub(super) fn derived(text: impl Into<Box<str>>) -> Self {
        TableText(text.into())
    }
}

impl Show for TableText {}

impl From<&TableText> for Shown {
    fn from(text: &TableText) -> Self {
        shown!("{text}", text)
    }
}

impl Deref for TableText {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for TableText {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for TableText {
    fn as_ref(&self) -> &str {
        self
    }
}

impl PartialEq<str> for TableText {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for TableText {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl fmt::Debug for TableText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for TableText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&crate::shown::escaped(self))
    }
}
