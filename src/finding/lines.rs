//! From byte offsets to lines and columns.

use std::cell::RefCell;
use std::ops::Range;

use serde::Serialize;

/// Line and column of a span; all 1-based, columns counted in characters, the end behind the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line of the first byte.
    pub line: usize,
    /// Column of the first byte.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column of the end.
    pub end_column: usize,
}

/// The line starts of a text, found once, when the first finding needs them.
#[derive(Debug)]
pub struct LineIndex<'s> {
    source: &'s [u8],
    starts: Vec<usize>,
    /// Where every byte is known to be a character of its own and no line break, in order.
    letters: Vec<Range<usize>>,
    /// How many characters begin before each multiple of [`STEP`]: counted once and as far as needed, so that a
    /// thousand findings in one long line cost one pass over it and not a thousand.
    characters: RefCell<Vec<usize>>,
}

/// Bytes between two counts of characters.
const STEP: usize = 4096;

impl<'s> LineIndex<'s> {
    /// Finds the line starts of `source`.
    pub fn new(source: &'s [u8]) -> Self {
        Self::beside(source, Vec::new())
    }

    /// As [`LineIndex::new`], without a look at `letters`: ranges, in order, that are known to be ASCII letters.
    pub(crate) fn beside(source: &'s [u8], letters: Vec<Range<usize>>) -> Self {
        let mut starts = vec![0];
        let mut from = 0;
        for known in letters.iter().cloned().chain(std::iter::once(source.len()..source.len())) {
            starts.extend(memchr::memchr_iter(b'\n', &source[from..known.start]).map(|at| from + at + 1));
            from = known.end;
        }
        LineIndex { source, starts, letters, characters: RefCell::new(vec![0]) }
    }

    /// The text the lines are of.
    pub fn source(&self) -> &'s [u8] {
        self.source
    }

    /// Where the bytes of `span` lie.
    pub fn position(&self, span: &Range<usize>) -> Position {
        let (line, column) = self.place(span.start);
        let (end_line, end_column) = self.place(span.end);
        Position { line, column, end_line, end_column }
    }

    /// The bytes of the line that holds `offset`, without its line break.
    pub fn line_of(&self, offset: usize) -> Range<usize> {
        let line = self.line_number(offset);
        let start = self.starts[line];
        let end = self.starts.get(line + 1).map_or(self.source.len(), |next| next - 1);
        let end = if end > start && self.source[end - 1] == b'\r' { end - 1 } else { end };
        start..end
    }

    /// The 0-based number of the line that holds `offset`.
    fn line_number(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    fn place(&self, offset: usize) -> (usize, usize) {
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

/// A character is what does not continue another: right for UTF-8, one a byte for anything else.
fn count_characters(text: &[u8]) -> usize {
    // Few enough to be counted in a byte, of which a vector register holds many.
    let few = text.chunks(usize::from(u8::MAX));
    few.map(|few| usize::from(few.iter().map(|byte| u8::from(byte & 0xC0 != 0x80)).sum::<u8>())).sum()
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
    fn known_letters_are_counted_unseen() {
        let text = format!("\"é\n{}\nend", "x".repeat(3 * STEP));
        let known = std::iter::once(4..4 + 3 * STEP).collect();
        let (seen, unseen) = (LineIndex::new(text.as_bytes()), LineIndex::beside(text.as_bytes(), known));
        for at in (0..text.len()).step_by(100).chain([4, text.len()]).filter(|at| *at != 2) {
            assert_eq!(unseen.position(&(at..at)), seen.position(&(at..at)), "{at}");
        }
    }

    #[test]
    fn counts_along_long_lines() {
        let text = format!("ab\n{}", "é€x".repeat(5000));
        let index = LineIndex::new(text.as_bytes());
        for character in [0, 1, 2, 4095, 4096, 9_999, 14_999] {
            let column = text[3..].char_indices().nth(character).unwrap().0 + 3;
            assert_eq!(index.position(&(column..column)).column, character + 1);
        }
    }
}
