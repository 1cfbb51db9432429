//! Maps offsets in the text of a body to bytes of the file that contains it.

use std::ops::Range;
use std::sync::Arc;

/// How the text of a body is written in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceMap {
    /// The text is a slice of the file that starts at this offset.
    Shift(usize),
    /// The text is written with the escapes, line breaks or quotes of another language.
    Pieces(Pieces),
    /// The text is in another text, which the file contains: the first map leads to that text, the second one to the file.
    Nested(Box<SourceMap>, Arc<SourceMap>),
    /// Only the location of the whole text is known: every span maps to these bytes.
    Whole(Range<usize>),
    /// There is no file.
    Nowhere,
}

/// The consecutive runs that make up a text.
///
/// A run is either *copied* (the file contains the same bytes) or *encoded* (the file contains other bytes, such as
/// `\u00e9` for `é`). Every span within an encoded run maps to the whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pieces {
    /// The origin of the runs' file offsets, which therefore fit 32 bits in files of any size.
    base: usize,
    runs: Vec<Run>,
    /// The length of the text.
    end: usize,
}

/// One run; it ends where the next one starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    /// Where it starts in the text.
    text: u32,
    /// Where it starts in the file, counted from the base.
    file: u32,
    /// The length of an encoded run in the file, or [`COPIED`].
    encoded: u32,
}

const COPIED: u32 = u32::MAX;

impl Pieces {
    /// An empty text; file offsets are counted from `base`.
    pub(crate) fn new(base: usize) -> Self {
        Pieces { base, ..Pieces::default() }
    }

    /// Appends `length` bytes that the file contains unchanged at `file`, counted from the base.
    pub(crate) fn push_copied(&mut self, length: usize, file: usize) {
        let continues = self
            .runs
            .last()
            .is_some_and(|run| run.encoded == COPIED && run.file as usize + (self.end - run.text as usize) == file);
        if length > 0 && !continues {
            self.runs.push(Run { text: self.end as u32, file: file as u32, encoded: COPIED });
        }
        self.end += length;
    }

    /// Appends `length` bytes that the file encodes as the bytes at `file`, counted from the base.
    pub(crate) fn push_encoded(&mut self, length: usize, file: Range<usize>) {
        if length > 0 {
            self.runs.push(Run { text: self.end as u32, file: file.start as u32, encoded: file.len() as u32 });
        }
        self.end += length;
    }

    /// Appends the runs of another text.
    pub(super) fn append(&mut self, other: &Pieces) {
        for (index, run) in other.runs.iter().enumerate() {
            let end = other.runs.get(index + 1).map_or(other.end, |next| next.text as usize);
            let length = end.saturating_sub(run.text as usize);
            let file = (other.base + run.file as usize).saturating_sub(self.base);
            match run.encoded {
                COPIED => self.push_copied(length, file),
                encoded => self.push_encoded(length, file..file + encoded as usize),
            }
        }
    }

    /// Keeps only the first `length` bytes of the text.
    pub(super) fn truncate(&mut self, length: usize) {
        self.end = self.end.min(length);
        self.runs.retain(|run| (run.text as usize) < length);
    }

    /// The bytes of the file that represent `span`; `None` if the text is empty.
    pub(super) fn map(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let first = self.run_at(span.start)?;
        let start = first.file as usize + if first.encoded == COPIED { span.start - first.text as usize } else { 0 };
        // Mapped through the last byte, so that an escape right after the span is not included.
        let end = match span.end.checked_sub(1).filter(|last| *last >= span.start) {
            None => start,
            Some(last) => {
                let run = self.run_at(last)?;
                let length = if run.encoded == COPIED { span.end - run.text as usize } else { run.encoded as usize };
                run.file as usize + length
            }
        };
        Some(self.base + start..self.base + end.max(start))
    }

    /// The run that contains the byte at `at`; past the end, the last run.
    fn run_at(&self, at: usize) -> Option<Run> {
        let after = self.runs.partition_point(|run| run.text as usize <= at);
        self.runs.get(after.checked_sub(1)?).copied()
    }
}

impl SourceMap {
    /// The map for the decoded text of a JSON string whose inside (the bytes between its quotes) starts at `base`.
    pub(crate) fn of_json_string(inside: &str, base: usize) -> Self {
        let mut pieces = Pieces::new(base);
        let mut from = 0;
        for (escape, length) in crate::json::escapes(inside) {
            pieces.push_copied(escape.start - from, from);
            from = escape.end;
            pieces.push_encoded(length, escape);
        }
        pieces.push_copied(inside.len() - from, from);
        SourceMap::Pieces(pieces)
    }

    /// The bytes of the file that represent `span`; `None` if there are none.
    pub fn map(&self, span: &Range<usize>) -> Option<Range<usize>> {
        match self {
            SourceMap::Shift(base) => Some(span.start + base..span.end + base),
            SourceMap::Pieces(pieces) => pieces.map(span),
            SourceMap::Nested(inner, outer) => outer.map(&inner.map(span)?),
            SourceMap::Whole(range) => Some(range.clone()),
            SourceMap::Nowhere => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_map_to_their_own_bytes() {
        let inside = r#"{\"a\": \"x\u00e9\"}"#;
        let decoded: String = serde_json::from_str(&format!("\"{inside}\"")).unwrap();
        let map = SourceMap::of_json_string(inside, 100);
        let shown = |text: &str| {
            let start = decoded.find(text).unwrap();
            let range = map.map(&(start..start + text.len())).unwrap();
            &inside[range.start - 100..range.end - 100]
        };
        assert_eq!(shown("{"), "{");
        assert_eq!(shown("\"a\""), r#"\"a\""#);
        assert_eq!(shown("é"), r"\u00e9");
        assert_eq!(shown("x"), "x");
        assert_eq!(shown(": "), ": ");
        assert_eq!(map.map(&(decoded.len()..decoded.len())), Some(100 + inside.len()..100 + inside.len()));
    }

    #[test]
    fn an_encoded_run_maps_as_a_whole() {
        let mut pieces = Pieces::new(10);
        pieces.push_copied(3, 0);
        pieces.push_encoded(6, 5..7);
        pieces.push_copied(2, 9);
        let map = SourceMap::Pieces(pieces);
        for (span, file) in [(0..2, 10..12), (4..5, 15..17), (2..4, 12..17), (8..10, 15..20), (9..11, 19..21)] {
            assert_eq!(map.map(&span), Some(file), "{span:?}");
        }
        assert_eq!(map.map(&(3..3)), Some(15..15));
    }
}
