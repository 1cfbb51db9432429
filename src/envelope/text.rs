//! Text decoded from a file, together with where each part of it comes from.

use std::borrow::Cow;
use std::ops::Range;

use super::source_map::{Pieces, SourceMap};

/// Written in place of a part whose real value is unknown: valid as a JSON value and within a JSON string.
pub(super) const FILLER: &str = "0";

/// The text of a body as it was sent.
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, [u8]>,
    /// From offsets in the text to bytes of the file.
    pub(super) map: SourceMap,
    /// Parts whose real value is unknown: a variable, or an ellipsis on a page.
    pub(super) holes: Vec<Range<usize>>,
}

impl<'a> Text<'a> {
    /// A text without holes.
    pub(super) fn new(text: impl Into<Cow<'a, [u8]>>, map: SourceMap) -> Self {
        Text { text: text.into(), map, holes: Vec::new() }
    }
}

/// The text without its line breaks, as `curl -d` sends it.
pub(super) fn without_line_breaks(text: &[u8]) -> (Vec<u8>, Pieces) {
    let (mut joined, mut pieces) = (Vec::with_capacity(text.len()), Pieces::new(0));
    let mut start = 0;
    for line in text.split(|byte| matches!(byte, b'\r' | b'\n')) {
        pieces.push_copied(line.len(), start);
        joined.extend_from_slice(line);
        start += line.len() + 1;
    }
    (joined, pieces)
}
