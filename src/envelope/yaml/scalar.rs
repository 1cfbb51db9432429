//! Maps the text of a scalar to the file, through quotes, escapes, folded lines and indentation.
//!
//! The parser returns the text of a scalar and its bytes in the file, but not which byte became which. This module
//! decodes the scalar a second time and records its pieces. They are used only if both texts are equal, so that a span
//! is either exact or unknown, never wrong.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use crate::envelope::source_map::Pieces;

/// The pieces of the scalar at `span` of `source`, which the parser decoded to `text`; `None` if they are unknown.
pub(super) fn pieces(source: &str, span: Range<usize>, style: ScalarStyle, text: &str) -> Option<Pieces> {
    let raw = source.get(span.clone())?;
    let mut builder = Builder { raw, text: String::with_capacity(text.len()), pieces: Pieces::new(span.start) };
    match style {
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let column = span.start - source[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
            builder.block(column, style == ScalarStyle::Folded)?;
        }
        _ => builder.flow(style)?,
    }
    // How many line breaks a block keeps at its end depends on its header. No span points at them.
    let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
    let is_same =
        builder.text == text || is_block && builder.text.trim_end_matches('\n') == text.trim_end_matches('\n');
    is_same.then_some(builder.pieces)
}

struct Builder<'r> {
    raw: &'r str,
    text: String,
    pieces: Pieces,
}

impl<'r> Builder<'r> {
    fn copy(&mut self, bytes: Range<usize>) {
        self.pieces.push_copied(bytes.len(), bytes.start);
        self.text.push_str(&self.raw[bytes]);
    }

    fn push(&mut self, text: &str, bytes: Range<usize>) {
        self.pieces.push_encoded(text.len(), bytes);
        self.text.push_str(text);
    }

    /// A plain or quoted scalar: line breaks are folded together with the whitespace around them.
    fn flow(&mut self, style: ScalarStyle) -> Option<()> {
        let raw = self.raw;
        let mut at = after_properties(raw);
        let mut end = raw.len();
        if style != ScalarStyle::Plain {
            at += 1;
            end = end.checked_sub(1).filter(|end| *end >= at)?;
        }
        let stops: &[char] = match style {
            ScalarStyle::DoubleQuoted => &[' ', '\t', '\n', '\r', '\\'],
            ScalarStyle::SingleQuoted => &[' ', '\t', '\n', '\r', '\''],
            _ => &[' ', '\t', '\n', '\r'],
        };
        while at < end {
            let stop = raw[at..end].find(stops).map_or(end, |found| at + found);
            self.copy(at..stop);
            at = match raw[stop..end].chars().next() {
                None => stop,
                Some('\\') => self.escape(stop, end)?,
                Some('\'') => {
                    self.push("'", stop..stop + 2);
                    stop + 2
                }
                Some(_) => self.blanks(stop, end),
            };
        }
        Some(())
    }

    /// A run of whitespace: kept within a line, folded if it contains a line break.
    fn blanks(&mut self, at: usize, end: usize) -> usize {
        let run = &self.raw[at..end];
        let next = at + run.len() - run.trim_start_matches([' ', '\t', '\n', '\r']).len();
        match self.raw[at..next].matches('\n').count() {
            0 => self.copy(at..next),
            1 => self.push(" ", at..next),
            breaks => self.push(&"\n".repeat(breaks - 1), at..next),
        }
        next
    }

    /// The escape at `at` of a double-quoted scalar. Returns the offset after it.
    fn escape(&mut self, at: usize, end: usize) -> Option<usize> {
        let raw = self.raw;
        let name = raw[at + 1..end].chars().next()?;
        let after = at + 1 + name.len_utf8();
        let digits = match name {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '\n' | '\r' => {
                let rest = &raw[after..end];
                let next = after + rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
                let breaks = raw[at..next].matches('\n').count();
                self.push(&"\n".repeat(breaks.saturating_sub(1)), at..next);
                return Some(next);
            }
            _ => 0,
        };
        let character = if digits > 0 {
            char::from_u32(u32::from_str_radix(raw.get(after..after + digits)?, 16).ok()?)?
        } else {
            simple_escape(name)?
        };
        self.push(character.encode_utf8(&mut [0; 4]), at..after + digits);
        Some(after + digits)
    }

    /// A block scalar. Without properties, its span starts with the text of its first line, which is indented by
    /// `column`. With properties, its span starts with them and its header, and its first line shows the indentation.
    fn block(&mut self, column: usize, folded: bool) -> Option<()> {
        let raw = self.raw;
        let (mut at, indent) = match after_properties(raw) {
            0 => (0, column),
            header => {
                let content = header + raw[header..].find('\n')? + 1;
                let blank = raw[content..].len() - raw[content..].trim_start_matches([' ', '\n', '\r']).len();
                (content, last_line_length(&raw[content..content + blank]))
            }
        };
        let mut is_indented = at > 0;
        let mut fold = folded.then(Fold::default);
        while at < raw.len() {
            let end = raw[at..].find('\n').map_or(raw.len(), |found| at + found);
            let skip = if is_indented {
                indent.min(raw[at..end].len() - raw[at..end].trim_start_matches(' ').len())
            } else {
                0
            };
            let content = at + skip..at + raw[at..end].trim_end_matches('\r').len().max(skip);
            match &mut fold {
                Some(fold) => fold.line(self, content),
                None => {
                    self.copy(content.clone());
                    if end < raw.len() {
                        self.push("\n", content.end..end + 1);
                    }
                }
            }
            at = end + 1;
            is_indented = true;
        }
        Some(())
    }
}

/// Folds the lines of a `>` block: a single line break between two lines of text becomes a space.
#[derive(Default)]
struct Fold {
    /// Where the previous line of text ended, and whether it was indented more than the block.
    previous: Option<(usize, bool)>,
    /// The number of blank lines since then.
    blank: usize,
}

impl Fold {
    fn line(&mut self, builder: &mut Builder<'_>, content: Range<usize>) {
        if content.is_empty() {
            self.blank += 1;
            return;
        }
        let is_indented = builder.raw[content.clone()].starts_with([' ', '\t']);
        let between = match self.previous {
            None => "\n".repeat(self.blank),
            Some((_, previous_is_indented)) if is_indented || previous_is_indented => "\n".repeat(self.blank + 1),
            Some(_) if self.blank > 0 => "\n".repeat(self.blank),
            Some(_) => " ".to_owned(),
        };
        let from = self.previous.map_or(content.start, |(end, _)| end);
        builder.push(&between, from..content.start);
        builder.copy(content.clone());
        self.previous = Some((content.end, is_indented));
        self.blank = 0;
    }
}

fn last_line_length(text: &str) -> usize {
    text.len() - text.rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the text of a scalar starts after its anchor and tag.
fn after_properties(raw: &str) -> usize {
    let mut at = 0;
    while raw[at..].starts_with(['&', '!']) {
        let word = raw[at..].find([' ', '\t', '\n', '\r']).map_or(raw.len(), |found| at + found);
        at = raw.len() - raw[word..].trim_start().len();
    }
    at
}

fn simple_escape(name: char) -> Option<char> {
    Some(match name {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        ' ' | '"' | '/' | '\\' => name,
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => return None,
    })
}
