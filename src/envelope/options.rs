//! How a file is read.

use super::kind::Kind;

/// How a file is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The user named the file, so it is read even if it does not look like it contains requests.
    pub named: bool,
    /// The kind of file, if the user specified it.
    pub kind: Option<Kind>,
}
