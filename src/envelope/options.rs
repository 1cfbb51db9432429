//! How a file is read.

use super::kind::Kind;
use crate::knowledge::{Knowledge, Platforms};

/// How a file is read.
#[derive(Debug, Clone, Copy)]
pub struct Options<'k> {
    /// The user named the file, so it is read even if it does not look like it contains requests.
    pub named: bool,
    /// The kind of file, if the user specified it.
    pub kind: Option<Kind>,
    /// The platforms whose requests are read; requests to other URLs are skipped.
    pub platforms: &'k Platforms,
}

impl Default for Options<'_> {
    /// Any file of any kind, with requests to the platforms of this version.
    fn default() -> Self {
        Options { named: false, kind: None, platforms: Knowledge::shipped().platforms() }
    }
}
