//! A word as a command receives it: quotes taken off, each byte's origin kept.

use std::ops::Range;

use crate::envelope::Pieces;

/// What stands in the place of a hole: in a JSON string a part of its text, elsewhere a value.
const FILLER: &str = "0";

/// A word as the command receives it.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) pieces: Pieces,
    /// Parts of the text that are not known.
    pub(super) holes: Vec<Range<usize>>,
    /// The word's bytes in the file.
    pub(super) span: Range<usize>,
    /// How the last hole is written.
    pub(super) source: Option<String>,
}

/// A word in the making.
pub(super) struct Builder {
    text: String,
    pieces: Pieces,
    base: usize,
    holes: Vec<Range<usize>>,
    /// How the last hole is written.
    pub(super) source: Option<String>,
}

impl Builder {
    pub(super) fn new(base: usize) -> Self {
        Builder { text: String::new(), pieces: Pieces::new(base), base, holes: Vec::new(), source: None }
    }

    pub(super) fn copy(&mut self, source: &str, bytes: Range<usize>) {
        self.pieces.copied(bytes.len(), bytes.start - self.base);
        self.text.push_str(&source[bytes]);
    }

    pub(super) fn write(&mut self, text: &str, bytes: Range<usize>) {
        self.pieces.written(text.len(), bytes.start - self.base..bytes.end - self.base);
        self.text.push_str(text);
    }

    pub(super) fn hole(&mut self, bytes: Range<usize>) {
        self.holes.push(self.text.len()..self.text.len() + FILLER.len());
        self.write(FILLER, bytes);
    }

    pub(super) fn append(&mut self, word: Word) {
        let shift = self.text.len();
        self.holes.extend(word.holes.iter().map(|hole| hole.start + shift..hole.end + shift));
        self.pieces.append(&word.pieces);
        self.text.push_str(&word.text);
    }

    pub(super) fn finish(self, span: Range<usize>) -> Word {
        Word { text: self.text, pieces: self.pieces, holes: self.holes, span, source: self.source }
    }
}

impl Word {
    /// The word without the line breaks at its end, as `$(…)` leaves them out.
    pub(super) fn trimmed_end(mut self) -> Self {
        self.text.truncate(self.text.trim_end_matches(['\n', '\r']).len());
        self.pieces.truncate(self.text.len());
        self
    }

    /// The word without line breaks: `curl -d @-` leaves them out.
    pub(super) fn without_line_breaks(&self) -> Word {
        self.filtered(|_, character| !matches!(character, '\n' | '\r'))
    }

    /// The word from this offset of its text on.
    pub(super) fn from(&self, from: usize) -> Word {
        self.filtered(|at, _| at >= from)
    }

    fn filtered(&self, keep: impl Fn(usize, char) -> bool) -> Word {
        let mut word = Builder::new(self.span.start);
        for (at, character) in self.text.char_indices().filter(|(at, character)| keep(*at, *character)) {
            let length = character.len_utf8();
            let Some(file) = self.pieces.map(&(at..at + length)) else { continue };
            if self.holes.iter().any(|hole| hole.contains(&at)) {
                word.hole(file);
            } else if file.len() == length {
                word.pieces.copied(length, file.start - word.base);
                word.text.push(character);
            } else {
                word.write(&self.text[at..at + length], file);
            }
        }
        word.source.clone_from(&self.source);
        word.finish(self.span.clone())
    }

    /// Puts another word behind this one, and `glue` in between, which stands nowhere: the other's first byte is shown.
    pub(super) fn join(&mut self, other: Word, glue: &str) {
        let first = other.span.start - self.span.start..other.span.start - self.span.start + 1;
        self.pieces.written(glue.len(), first);
        self.text.push_str(glue);
        let shift = self.text.len();
        self.holes.extend(other.holes.iter().map(|hole| hole.start + shift..hole.end + shift));
        self.pieces.append(&other.pieces);
        self.text.push_str(&other.text);
    }

    /// Whether all of it is known.
    pub(super) fn is_known(&self) -> bool {
        self.holes.is_empty()
    }

    /// Whether nothing of it is known.
    pub(super) fn is_hole(&self) -> bool {
        self.holes.first().is_some_and(|hole| *hole == (0..self.text.len()))
    }
}
