//! Where the text of a scalar stands in the file, through quotes, escapes, folds and indentation.
//!
//! The parser tells a scalar's text and its bytes, not which byte became which. The text is put together here once
//! more, with its pieces; they are good only if it comes out the same, so that a span is exact or unknown, never wrong.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use crate::envelope::Pieces;

/// The pieces of a scalar that stands at `span` of `source` and reads as `text`.
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
    let same = builder.text == text || is_block(style) && same_but_for_last_breaks(&builder.text, text);
    same.then_some(builder.pieces)
}

fn is_block(style: ScalarStyle) -> bool {
    matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)
}

/// The header of a block tells how many line breaks are kept at its end; nothing points at them.
fn same_but_for_last_breaks(one: &str, other: &str) -> bool {
    one.trim_end_matches('\n') == other.trim_end_matches('\n')
}

struct Builder<'r> {
    raw: &'r str,
    text: String,
    pieces: Pieces,
}

impl<'r> Builder<'r> {
    fn copy(&mut self, bytes: Range<usize>) {
        self.pieces.copied(bytes.len(), bytes.start);
        self.text.push_str(&self.raw[bytes]);
    }

    fn write(&mut self, text: &str, bytes: Range<usize>) {
        self.pieces.written(text.len(), bytes);
        self.text.push_str(text);
    }

    /// A plain or quoted scalar: line breaks with the blanks round them are folded.
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
                    self.write("'", stop..stop + 2);
                    stop + 2
                }
                Some(_) => self.blanks(stop, end),
            };
        }
        Some(())
    }

    /// A run of blanks: kept within a line, folded round a line break.
    fn blanks(&mut self, at: usize, end: usize) -> usize {
        let run = &self.raw[at..end];
        let next = at + run.len() - run.trim_start_matches([' ', '\t', '\n', '\r']).len();
        match self.raw[at..next].matches('\n').count() {
            0 => self.copy(at..next),
            1 => self.write(" ", at..next),
            breaks => self.write(&"\n".repeat(breaks - 1), at..next),
        }
        next
    }

    /// An escape of a double-quoted scalar at `at`; the offset behind it.
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
                self.write(&"\n".repeat(breaks.saturating_sub(1)), at..next);
                return Some(next);
            }
            _ => 0,
        };
        let character = if digits > 0 {
            char::from_u32(u32::from_str_radix(raw.get(after..after + digits)?, 16).ok()?)?
        } else {
            simple_escape(name)?
        };
        self.write(character.encode_utf8(&mut [0; 4]), at..after + digits);
        Some(after + digits)
    }

    /// A block scalar whose lines are indented by `column`, unless its span begins with its properties and header.
    fn block(&mut self, column: usize, folded: bool) -> Option<()> {
        let raw = self.raw;
        let first = after_properties(raw);
        let has_header = first > 0;
        let (mut at, indent) = if has_header {
            let content = first + raw[first..].find('\n')? + 1;
            (content, raw[content..].len() - raw[content..].trim_start_matches([' ', '\n', '\r']).len())
        } else {
            (0, column)
        };
        let indent = if has_header { last_line_length(&raw[at..at + indent]) } else { indent };
        let mut fold = folded.then(Fold::default);
        let mut is_first = !has_header;
        while at < raw.len() {
            let end = raw[at..].find('\n').map_or(raw.len(), |found| at + found);
            let skip =
                if is_first { 0 } else { indent.min(raw[at..end].len() - raw[at..end].trim_start_matches(' ').len()) };
            let content = at + skip..at + raw[at..end].trim_end_matches('\r').len().max(skip);
            match &mut fold {
                Some(fold) => fold.line(self, content, end),
                None => {
                    self.copy(content.clone());
                    if end < raw.len() {
                        self.write("\n", content.end..end + 1);
                    }
                }
            }
            at = end + 1;
            is_first = false;
        }
        Some(())
    }
}

/// The folding of a `>` block: a single line break between two lines of text reads as a space.
#[derive(Default)]
struct Fold {
    /// Where the last line of text ended, and whether it was indented further.
    last: Option<(usize, bool)>,
    blank: usize,
}

impl Fold {
    fn line(&mut self, builder: &mut Builder<'_>, content: Range<usize>, _end: usize) {
        if content.is_empty() {
            self.blank += 1;
            return;
        }
        let further = builder.raw[content.clone()].starts_with([' ', '\t']);
        let between = match self.last {
            None => "\n".repeat(self.blank),
            Some((_, last_further)) if further || last_further => "\n".repeat(self.blank + 1),
            Some(_) if self.blank > 0 => "\n".repeat(self.blank),
            Some(_) => " ".to_owned(),
        };
        let from = self.last.map_or(content.start, |(end, _)| end);
        builder.write(&between, from..content.start);
        builder.copy(content.clone());
        self.last = Some((content.end, further));
        self.blank = 0;
    }
}

fn last_line_length(text: &str) -> usize {
    text.len() - text.rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where a scalar's own text starts behind its anchor and tag.
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

#[cfg(test)]
mod tests {
    use crate::envelope::SourceMap;
    use crate::envelope::yaml::Document;

    /// For each style: a YAML text, a part of the value's text, the bytes of the file that show it.
    #[test]
    fn a_part_of_a_scalar_is_found_in_the_file() {
        for (yaml, part, shown) in [
            ("b: plain text\n", "text", "text"),
            ("b: é plain\n  é text\nc: 1\n", "é text", "é text"),
            ("b: plain\n  two\n", "n two", "n\n  two"),
            ("b: 'it''s é\n   all'\n", "'s é a", "''s é\n   a"),
            ("b: &x 'it''s'\n", "it'", "it''"),
            ("b: \"q\\x41\\\n   \\ z é\"\n", "A z", "\\x41\\\n   \\ z"),
            ("b: \"\\\"m\\u00e9\\\": 1,\\n  \\\"x\\\"\"\n", "é\": 1", "\\u00e9\\\": 1"),
            ("b: \"one two\n\n  three\"\n", "two\nthree", "two\n\n  three"),
            ("b: |\n  lit é\n   more\n\n  end\nc: 1\n", "more\n\nend", "more\n\n  end"),
            ("b: |-\n  lit\n  x", "x", "x"),
            ("- b: |2\n      ind\n    x\n", "ind\n", "ind\n"),
            ("b: &a |\n  {\n    1\n  }\n", "  1\n", "  1\n"),
            ("b: >\n  fold\n  ed\n\n  x\n    more\n  y\n", "fold ed\nx\n  more", "fold\n  ed\n\n  x\n    more"),
            ("b: |\r\n  one\r\n  two\r\n", "one\ntwo", "one\r\n  two"),
        ] {
            let document = Document::parse(yaml);
            let root = document.roots().next().unwrap();
            let root = root.items().next().unwrap_or(root);
            let body = root.get("b").unwrap().as_body(1000).unwrap();
            let text = std::str::from_utf8(&body.text).unwrap();
            let at = text.find(part).unwrap_or_else(|| panic!("{yaml:?} reads {text:?}"));
            assert!(matches!(body.map, SourceMap::Pieces(_)), "{yaml:?}: not exact");
            let span = body.map.map(&(at..at + part.len())).unwrap();
            assert_eq!(&yaml[span], shown, "{yaml:?}");
        }
    }
}
