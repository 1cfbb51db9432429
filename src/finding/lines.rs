//! Lines and columns of byte offsets.

use std::cell::RefCell;
use std::ops::Range;

use serde::Serialize;

/// The lines and columns of a span. All are 1-based, columns count characters, and the end is after the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Position {
    /// The line of the first byte.
    pub line: usize,
    /// The column of the first byte.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column of the end.
    pub end_column: usize,
}

/// Where a span starts in a notebook. All are 1-based, and columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CellPosition {
    /// The number of the cell, of all cells of the notebook.
    pub cell: usize,
    /// The line in the cell.
    pub line: usize,
    /// The column in that line.
    pub column: usize,
}

/// The line starts of a text.
#[derive(Debug)]
pub struct LineIndex<'s> {
    source: &'s [u8],
    starts: Vec<usize>,
    /// Ranges, in order, that contain only ASCII letters, so each byte is one character and there is no line break.
    letters: Vec<Range<usize>>,
    /// The number of characters before each multiple of [`STEP`], counted once and only as far as needed, so that a
    /// thousand findings in one long line cost one pass over it and not a thousand.
    characters: RefCell<Vec<usize>>,
}

/// The number of bytes between two entries of `characters`.
const STEP: usize = 4096;

impl<'s> LineIndex<'s> {
    /// Finds the line starts of `source`.
    pub fn new(source: &'s [u8]) -> Self {
        Self::with_letters(source, Vec::new())
    }

    /// [`LineIndex::new`] that does not scan `letters`: ranges, in order, that contain only ASCII letters.
    pub(crate) fn with_letters(source: &'s [u8], letters: Vec<Range<usize>>) -> Self {
        let mut starts = vec![0];
        let mut from = 0;
        for known in letters.iter().cloned().chain(std::iter::once(source.len()..source.len())) {
            starts.extend(memchr::memchr_iter(b'\n', &source[from..known.start]).map(|at| from + at + 1));
            from = known.end;
        }
        LineIndex { source, starts, letters, characters: RefCell::new(vec![0]) }
    }

    /// The text.
    pub fn source(&self) -> &'s [u8] {
        self.source
    }

    /// The lines and columns of `span`.
    pub fn position(&self, span: &Range<usize>) -> Position {
        let (line, column) = self.line_and_column(span.start);
        let next = self.starts.get(line).copied().unwrap_or(self.source.len() + 1);
        let (end_line, end_column) = if span.len() <= STEP && span.end < next {
            (line, column + count_characters(&self.source[span.clone()]))
        } else {
            self.line_and_column(span.end)
        };
        Position { line, column, end_line, end_column }
    }

    /// The bytes of the line that contains `offset`, without its line break.
    pub fn line_of(&self, offset: usize) -> Range<usize> {
        let line = self.line_number(offset);
        let start = self.starts[line];
        let end = self.starts.get(line + 1).map_or(self.source.len(), |next| next - 1);
        let end = if end > start && self.source[end - 1] == b'\r' { end - 1 } else { end };
        start..end
    }

    /// The first word of a 1-based line, or its start if that is long or a bracket; `None` if there is no such line.
    pub(crate) fn first_word(&self, line: usize) -> Option<Range<usize>> {
        const LONG: usize = 20;
        let line = self.line_of(*self.starts.get(line.checked_sub(1)?)?);
        let text = &self.source[line.clone()];
        let start = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let word = &text[start..];
        let length = word.iter().position(u8::is_ascii_whitespace).unwrap_or(word.len());
        let is_short = length <= LONG && !matches!(word[0], b'{' | b'[');
        let start = line.start + start;
        Some(start..start + if is_short { length } else { 1 })
    }

    /// The 0-based number of the line that contains `offset`.
    fn line_number(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.source.len());
        let line = self.line_number(offset);
        let start = self.starts[line];
        let characters = if offset - start <= STEP {
            count_characters(&self.source[start..offset])
        } else {
            self.characters_before(offset) - self.characters_before(start)
        };
        (line + 1, characters + 1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let mut counts = self.characters.borrow_mut();
        while counts.len() <= offset / STEP {
            let from = (counts.len() - 1) * STEP;
            let before = counts.last().copied().unwrap_or_default();
            let block = from..from + STEP;
            let count = if self.are_letters(&block) { STEP } else { count_characters(&self.source[block]) };
            counts.push(before + count);
        }
        let counted = offset / STEP * STEP;
        counts[offset / STEP] + count_characters(&self.source[counted..offset])
    }

    fn are_letters(&self, block: &Range<usize>) -> bool {
        let next = self.letters.partition_point(|known| known.end < block.end);
        self.letters.get(next).is_some_and(|known| known.start <= block.start)
    }
}

/// Counts the bytes that are not UTF-8 continuation bytes, which is the number of characters in UTF-8.
fn count_characters(text: &[u8]) -> usize {
    // Each chunk is short enough to be counted in a byte, of which a vector register holds many.
    let chunks = text.chunks(usize::from(u8::MAX));
    chunks.map(|chunk| usize::from(chunk.iter().map(|byte| u8::from(byte & 0xC0 != 0x80)).sum::<u8>())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters() {
        let text = "{\r\n  \"é\": 1\n}";
        let index = LineIndex::new(text.as_bytes());
        let at = text.find('1').unwrap();
        assert_eq!(index.position(&(at..at + 1)), Position { line: 2, column: 8, end_line: 2, end_column: 9 });
        assert_eq!(index.line_of(0), 0..1);
        assert_eq!(index.position(&(text.len()..text.len())).line, 3);
    }

    #[test]
    fn known_letters_are_counted_without_a_scan() {
        let text = format!("\"é\n{}\nend", "x".repeat(3 * STEP));
        let known = std::iter::once(4..4 + 3 * STEP).collect();
        let (scanned, skipped) = (LineIndex::new(text.as_bytes()), LineIndex::with_letters(text.as_bytes(), known));
        for at in (0..text.len()).step_by(100).chain([4, text.len()]).filter(|at| *at != 2) {
            assert_eq!(skipped.position(&(at..at)), scanned.position(&(at..at)), "{at}");
        }
    }

    #[test]
    fn counts_characters_in_long_lines() {
        let text = format!("ab\n{}", "é€x".repeat(5000));
        let index = LineIndex::new(text.as_bytes());
        for character in [0, 1, 2, 4095, 4096, 9_999, 14_999] {
            let column = text[3..].char_indices().nth(character).unwrap().0 + 3;
            assert_eq!(index.position(&(column..column)).column, character + 1);
        }
    }
}
