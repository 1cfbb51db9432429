//! The name of a file.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::mask::{Show, Shown};

/// The name of a file. As a `str`, credentials in it are masked; [`Display`](fmt::Display) escapes it, too.
#[derive(Clone, PartialEq, Eq)]
pub struct FileName(Arc<Names>);

#[derive(PartialEq, Eq)]
struct Names {
    given: Box<str>,
    shown: Shown,
}

impl FileName {
    /// A file that is shown under this name.
    pub(crate) fn new(name: &str) -> Self {
        FileName(Arc::new(Names { given: name.into(), shown: Shown::masked(name) }))
    }

    /// The name as it was given: to read the file and to identify it, not to show it.
    pub(crate) fn as_given(&self) -> &str {
        &self.0.given
    }

    /// The name as it may be shown.
    pub(crate) fn shown(&self) -> &Shown {
        &self.0.shown
    }
}

impl Deref for FileName {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0.shown
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.shown.fmt(f)
    }
}

impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.shown.fmt(f)
    }
}

impl Show for FileName {}
