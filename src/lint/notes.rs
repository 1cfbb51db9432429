//! What a request notes for comparison with the other requests of its file.

use crate::finding::{FileName, Position, Severity};
use std::ops::Range;

use crate::knowledge::Endpoint;
use crate::mask::Shown;
use crate::rules::Note;

/// A note and where its request is. Few notes become findings, so the rest of a finding is made only for those, by reading
/// the request again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LocatedNote {
    pub(crate) note: Note,
    /// The severity of a finding, with the caller's settings applied.
    pub(crate) severity: Severity,
    pub(crate) file: Option<FileName>,
    /// Number of the request in its piece of the file.
    pub(crate) index: usize,
    pub(crate) endpoint: Endpoint,
    pub(crate) span: Option<Range<usize>>,
    /// Where it is if there are no bytes.
    pub(crate) pointer: Option<Shown>,
    /// Only in a piece of a file; of a whole file, the position of a span is found when it is needed.
    pub(crate) position: Option<Position>,
}
