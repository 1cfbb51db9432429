//! How a file is read.

use super::kind::Kind;
use crate::knowledge::Knowledge;
use crate::limits::Limits;

/// How a file is read.
#[derive(Debug, Clone, Copy)]
pub struct Options<'k> {
    /// The user named the file, so it is read even if it does not look like it contains requests.
    pub named: bool,
    /// The kind of file, if the user specified it.
    pub kind: Option<Kind>,
    /// The user said what the requests are, with a kind or a target, so a body of another API is read, too.
    pub forced: bool,
    /// How much is read.
    pub limits: Limits,
    /// The tables; requests to URLs of no platform are skipped.
    pub knowledge: &'k Knowledge,
}

impl Default for Options<'_> {
    /// Any file of any kind, with requests to the platforms of this version.
    fn default() -> Self {
        Options { named: false, kind: None, forced: false, limits: Limits::default(), knowledge: Knowledge::shipped() }
    }
}
