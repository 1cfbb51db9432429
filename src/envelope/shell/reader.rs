//! The position in a shell text.

use std::ops::Range;

use super::word::Builder;

/// Reads shell text. Its methods are in several files: words in `expand`, here-documents in `heredoc`, commands in
/// `command`. They call each other, because the grammar of the shell is recursive.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) end: usize,
    /// Whether it is on a page, where `<host>` without quotes stands for a value of the reader.
    pub(super) page: bool,
    /// The here-documents that were announced on the current line.
    pub(super) heredocs: Vec<Delimiter>,
    /// How many more here-documents within `$(…)` may be searched for without success. A text that consists of nothing
    /// else must not take quadratic time.
    pub(super) attempts_left: &'t mut u32,
    /// How many `$(cat <<EOF …)` are being read, one inside the other.
    pub(super) depth: usize,
    /// Whether one was not read because it is inside too many others.
    pub(super) is_too_deep: bool,
}

/// How many `$(cat <<EOF …)` are read one inside the other.
pub(super) const MAX_DEPTH: usize = 8;

/// The end of a here-document.
pub(super) struct Delimiter {
    pub(super) word: String,
    /// Whether it is quoted, so that variables are not expanded.
    pub(super) is_quoted: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, part: Range<usize>, attempts_left: &'t mut u32) -> Self {
        Reader {
            text,
            at: part.start,
            end: part.end,
            page: false,
            heredocs: Vec::new(),
            attempts_left,
            depth: 0,
            is_too_deep: false,
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..self.end]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The length of the `<placeholder>` at the current position of a page.
    pub(super) fn placeholder(&self) -> Option<usize> {
        /// A longer one is unlikely.
        const MAX_LENGTH: usize = 60;
        let inside = self.rest().strip_prefix('<').filter(|_| self.page)?;
        let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
        let length: usize = inside.chars().take(MAX_LENGTH).take_while(is_part).map(char::len_utf8).sum();
        let is_name = inside.starts_with(char::is_alphabetic) && !inside[..length].ends_with(' ');
        (is_name && inside[length..].starts_with('>')).then_some(length + 2)
    }

    /// Appends the next `length` bytes to the word unchanged.
    pub(super) fn copy(&mut self, word: &mut Builder, length: usize) {
        word.copy(self.text, self.at..self.at + length);
        self.at += length;
    }

    /// Skips blanks and line continuations.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let skipped = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            self.at += skipped;
            match line_continuation(self.rest()) {
                0 if skipped == 0 => return,
                length => self.at += length,
            }
        }
    }
}

/// The length of a backslash and the line break after it; 0 for anything else.
pub(super) fn line_continuation(rest: &str) -> usize {
    if rest.starts_with("\\\n") {
        2
    } else if rest.starts_with("\\\r\n") {
        3
    } else {
        0
    }
}
