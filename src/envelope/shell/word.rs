//! A word as a command receives it: without quotes, and with the origin of each byte.

use std::ops::Range;

use crate::envelope::source_map::Pieces;
use crate::envelope::text::FILLER;

/// A word as a command receives it.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) pieces: Pieces,
    /// Parts of the text whose real value is unknown, in order.
    pub(super) holes: Vec<Range<usize>>,
    /// The bytes of the word in the file.
    pub(super) span: Range<usize>,
    /// How the last hole is written, such as `$NAME`.
    pub(super) expansion: Option<String>,
}

/// Builds a word.
pub(super) struct Builder {
    text: String,
    pieces: Pieces,
    base: usize,
    holes: Vec<Range<usize>>,
    /// How the last hole is written.
    pub(super) expansion: Option<String>,
}

impl Builder {
    /// An empty word that starts at `base` of the file.
    pub(super) fn new(base: usize) -> Self {
        Builder { text: String::new(), pieces: Pieces::new(base), base, holes: Vec::new(), expansion: None }
    }

    /// Appends bytes of the file unchanged.
    pub(super) fn copy(&mut self, source: &str, bytes: Range<usize>) {
        self.pieces.push_copied(bytes.len(), bytes.start - self.base);
        self.text.push_str(&source[bytes]);
    }

    /// Appends text that is written as `bytes` in the file.
    pub(super) fn push(&mut self, text: &str, bytes: Range<usize>) {
        self.pieces.push_encoded(text.len(), bytes.start - self.base..bytes.end - self.base);
        self.text.push_str(text);
    }

    /// Appends a part that is written as `bytes` in the file and whose real value is unknown.
    pub(super) fn push_hole(&mut self, bytes: Range<usize>) {
        self.holes.push(self.text.len()..self.text.len() + FILLER.len());
        self.push(FILLER, bytes);
    }

    /// Appends another word.
    pub(super) fn append(&mut self, word: Word) {
        let shift = self.text.len();
        self.holes.extend(word.holes.iter().map(|hole| hole.start + shift..hole.end + shift));
        self.pieces.append(&word.pieces);
        self.text.push_str(&word.text);
    }

    /// The word, which is at `span` of the file.
    pub(super) fn finish(self, span: Range<usize>) -> Word {
        Word { text: self.text, pieces: self.pieces, holes: self.holes, span, expansion: self.expansion }
    }
}

impl Word {
    /// The word without line breaks at its end, which `$(…)` removes.
    pub(super) fn trimmed_end(mut self) -> Self {
        self.text.truncate(self.text.trim_end_matches(['\n', '\r']).len());
        self.pieces.truncate(self.text.len());
        self
    }

    /// The word without line breaks, which `curl -d @-` removes.
    pub(super) fn without_line_breaks(&self) -> Word {
        self.filtered(|_, character| !matches!(character, '\n' | '\r'))
    }

    /// The word from this offset of its text on.
    pub(super) fn tail(&self, start: usize) -> Word {
        self.filtered(|at, _| at >= start)
    }

    fn filtered(&self, keep: impl Fn(usize, char) -> bool) -> Word {
        let mut word = Builder::new(self.span.start);
        for (at, character) in self.text.char_indices().filter(|(at, character)| keep(*at, *character)) {
            let length = character.len_utf8();
            let Some(file) = self.pieces.map(&(at..at + length)) else { continue };
            if self.has_hole_at(at) {
                word.push_hole(file);
            } else if file.len() == length {
                word.pieces.push_copied(length, file.start - word.base);
                word.text.push(character);
            } else {
                word.push(&self.text[at..at + length], file);
            }
        }
        word.expansion.clone_from(&self.expansion);
        word.finish(self.span.clone())
    }

    /// Appends a separator and another word. The separator is not in the file; it maps to the first byte of `other`.
    pub(super) fn join(&mut self, other: Word, separator: &str) {
        let first = other.span.start - self.span.start..other.span.start - self.span.start + 1;
        self.pieces.push_encoded(separator.len(), first);
        self.text.push_str(separator);
        let shift = self.text.len();
        self.holes.extend(other.holes.iter().map(|hole| hole.start + shift..hole.end + shift));
        self.pieces.append(&other.pieces);
        self.text.push_str(&other.text);
    }

    /// Whether the byte at an offset of the text is part of an unknown value.
    pub(super) fn has_hole_at(&self, at: usize) -> bool {
        let before = self.holes.partition_point(|hole| hole.start <= at);
        before.checked_sub(1).is_some_and(|last| at < self.holes[last].end)
    }

    /// Whether the whole value is known.
    pub(super) fn is_known(&self) -> bool {
        self.holes.is_empty()
    }

    /// Whether no part of the value is known.
    pub(super) fn is_hole(&self) -> bool {
        self.holes.first().is_some_and(|hole| *hole == (0..self.text.len()))
    }
}
