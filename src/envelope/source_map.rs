//! From the offsets of a body's own text to the bytes of the file that holds it.

use std::ops::Range;

/// How a body's text lies in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceMap {
    /// It is a part of the file, starting at this offset.
    Shift(usize),
    /// It is written in the file with escapes, line breaks or quotes of another language.
    Pieces(Pieces),
    /// Only the whole is known: every span maps to these bytes.
    Whole(Range<usize>),
    /// There is no file.
    Nowhere,
}

/// The runs that a text is put together from, in the text's order.
///
/// A run is either *copied* (its bytes stand in the file as they are) or *written otherwise* (`\u00e9` for `é`): then
/// whatever lies in it maps to all its bytes in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pieces {
    /// What the runs' file offsets count from; keeps them in 32 bits in files of any size.
    base: usize,
    runs: Vec<Run>,
    /// The text's length.
    end: usize,
}

/// One run; it ends where the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    text: u32,
    file: u32,
    /// For a run that is written otherwise: how many bytes it takes in the file; else [`COPIED`].
    written: u32,
}

const COPIED: u32 = u32::MAX;

impl Pieces {
    /// No runs yet; file offsets count from `base`.
    pub(crate) fn new(base: usize) -> Self {
        Pieces { base, ..Pieces::default() }
    }

    /// The next `length` bytes of the text stand at `file`, counted from the base, as they are.
    pub(crate) fn copied(&mut self, length: usize, file: usize) {
        let goes_on = self
            .runs
            .last()
            .is_some_and(|run| run.written == COPIED && run.file as usize + (self.end - run.text as usize) == file);
        if length > 0 && !goes_on {
            self.runs.push(Run { text: self.end as u32, file: file as u32, written: COPIED });
        }
        self.end += length;
    }

    /// The next `length` bytes of the text are written as `file`, counted from the base, in other bytes.
    pub(crate) fn written(&mut self, length: usize, file: Range<usize>) {
        if length > 0 {
            self.runs.push(Run { text: self.end as u32, file: file.start as u32, written: file.len() as u32 });
        }
        self.end += length;
    }

    /// Adds the runs of another text behind this one's.
    pub(super) fn append(&mut self, other: &Pieces) {
        for (index, run) in other.runs.iter().enumerate() {
            let end = other.runs.get(index + 1).map_or(other.end, |next| next.text as usize);
            let length = end.saturating_sub(run.text as usize);
            let file = (other.base + run.file as usize).saturating_sub(self.base);
            match run.written {
                COPIED => self.copied(length, file),
                written => self.written(length, file..file + written as usize),
            }
        }
    }

    /// Cuts the text off behind `length` bytes.
    pub(super) fn truncate(&mut self, length: usize) {
        self.end = self.end.min(length);
        self.runs.retain(|run| (run.text as usize) < length);
    }

    /// The bytes of the file that show `span`; nothing where there is no text.
    pub(super) fn map(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let first = self.run_at(span.start)?;
        let start = first.file as usize + if first.written == COPIED { span.start - first.text as usize } else { 0 };
        // The end is that of the last byte: an escape behind the span does not belong to it.
        let end = match span.end.checked_sub(1).filter(|last| *last >= span.start) {
            None => start,
            Some(last) => {
                let run = self.run_at(last)?;
                let length = if run.written == COPIED { span.end - run.text as usize } else { run.written as usize };
                run.file as usize + length
            }
        };
        Some(self.base + start..self.base + end.max(start))
    }

    /// The run that holds the byte at `at`, or the last one behind the end.
    fn run_at(&self, at: usize) -> Option<Run> {
        let after = self.runs.partition_point(|run| run.text as usize <= at);
        self.runs.get(after.checked_sub(1)?).copied()
    }
}

impl SourceMap {
    /// The map of a JSON string whose inside (the bytes between its quotes) starts at `base`.
    pub(crate) fn of_json_string(inside: &str, base: usize) -> Self {
        let mut pieces = Pieces::new(base);
        let mut from = 0;
        for (escape, length) in crate::json::escapes(inside) {
            pieces.copied(escape.start - from, from);
            from = escape.end;
            pieces.written(length, escape);
        }
        pieces.copied(inside.len() - from, from);
        SourceMap::Pieces(pieces)
    }

    /// The bytes of the file that show `span`.
    pub fn map(&self, span: &Range<usize>) -> Option<Range<usize>> {
        match self {
            SourceMap::Shift(base) => Some(span.start + base..span.end + base),
            SourceMap::Pieces(pieces) => pieces.map(span),
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
    fn a_run_that_is_written_otherwise_maps_as_a_whole() {
        let mut pieces = Pieces::new(10);
        pieces.copied(3, 0);
        pieces.written(6, 5..7);
        pieces.copied(2, 9);
        let map = SourceMap::Pieces(pieces);
        for (span, file) in [(0..2, 10..12), (4..5, 15..17), (2..4, 12..17), (8..10, 15..20), (9..11, 19..21)] {
            assert_eq!(map.map(&span), Some(file), "{span:?}");
        }
        assert_eq!(map.map(&(3..3)), Some(15..15));
    }
}
