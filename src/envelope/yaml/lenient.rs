//! Rewrites YAML that the common libraries accept although the specification does not, so that the parser reads it.
//!
//! PyYAML, libyaml (Psych) and go-yaml ignore the indentation of further lines of a quoted scalar or of a flow
//! collection, and accept tabs there. The parser does not. Whitespace at the start of such a line is not part of any
//! value, so lines are indented more deeply, and offsets in the new text are mapped back.

/// A text in which such lines are indented.
pub(super) struct Indented {
    pub(super) text: String,
    /// Where characters were inserted: the offset in the original, and how many before and at that offset together.
    insertions: Vec<(usize, usize)>,
}

/// Deeper than blocks are in practice. Deeper ones stay unreadable.
const INDENT: usize = 64;

impl Indented {
    /// Indents further lines of quoted scalars and flow collections.
    pub(super) fn new(source: &str) -> Self {
        let mut indented = Indented { text: String::with_capacity(source.len() * 2), insertions: Vec::new() };
        let mut scanner = Scanner { source, at: 0, depth: 0, line_indent: 0, lines: Vec::new() };
        scanner.scan();
        let mut copied = 0;
        for (count, start) in scanner.lines.iter().enumerate() {
            indented.text.push_str(&source[copied..*start]);
            indented.text.extend(std::iter::repeat_n(' ', INDENT));
            indented.insertions.push((*start, (count + 1) * INDENT));
            copied = *start;
        }
        indented.text.push_str(&source[copied..]);
        indented
    }

    /// Whether nothing was indented.
    pub(super) fn is_same(&self) -> bool {
        self.insertions.is_empty()
    }

    /// The offset in the original text.
    pub(super) fn original(&self, offset: usize) -> usize {
        // The number of insertions whose text is wholly before the offset.
        let is_before = |(start, total): &(usize, usize)| start + total <= offset;
        let before = self.insertions.partition_point(is_before);
        let inserted = before.checked_sub(1).map_or(0, |last| self.insertions[last].1);
        // An offset within inserted text is that of the line.
        let limit = self.insertions.get(before).map_or(usize::MAX, |(start, _)| *start);
        (offset - inserted).min(limit)
    }
}

/// Finds the lines to indent, as far as YAML can be read without its grammar.
struct Scanner<'s> {
    source: &'s str,
    at: usize,
    /// How many flow collections are open.
    depth: usize,
    /// The indentation of the current line.
    line_indent: usize,
    /// The starts of the lines to indent.
    lines: Vec<usize>,
}

impl Scanner<'_> {
    fn scan(&mut self) {
        // Whether a value or key can start here.
        let mut is_start = true;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.start_line();
                    is_start = true;
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'#' if self.is_after_space() => self.skip_line(),
                b'\'' | b'"' if is_start => {
                    self.quoted(byte);
                    is_start = false;
                }
                b'[' | b'{' if is_start || self.depth > 0 => {
                    self.depth += 1;
                    self.at += 1;
                    is_start = true;
                }
                b']' | b'}' if self.depth > 0 => {
                    self.depth -= 1;
                    self.at += 1;
                    is_start = false;
                }
                b',' if self.depth > 0 => {
                    self.at += 1;
                    is_start = true;
                }
                b'|' | b'>' if is_start && self.depth == 0 => self.block(),
                b'-' | b'?' | b':' if self.ends_word(1) => {
                    self.at += 1;
                    is_start = is_start || byte == b':';
                }
                // After a quoted key in a flow mapping, as in JSON.
                b':' if self.depth > 0 => {
                    self.at += 1;
                    is_start = true;
                }
                b'!' | b'&' if is_start => self.skip_word(),
                _ => {
                    self.at += 1;
                    is_start = false;
                }
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + ahead).copied()
    }

    /// Whether whitespace or the end of the text follows after so many bytes.
    fn ends_word(&self, length: usize) -> bool {
        self.peek(length).is_none_or(|byte| byte.is_ascii_whitespace())
    }

    fn is_after_space(&self) -> bool {
        self.at == 0 || self.source.as_bytes()[self.at - 1].is_ascii_whitespace()
    }

    fn start_line(&mut self) {
        let rest = &self.source.as_bytes()[self.at..];
        self.line_indent = rest.iter().take_while(|byte| **byte == b' ').count();
        if self.depth > 0 {
            self.indent_line();
        }
    }

    /// Marks the line that starts here, unless it is blank. A tab is an error even in a blank line.
    fn indent_line(&mut self) {
        let rest = &self.source.as_bytes()[self.at..];
        let content = rest.iter().find(|byte| !matches!(byte, b' ' | b'\r'));
        if content.is_some_and(|byte| *byte != b'\n') {
            self.lines.push(self.at);
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.source.as_bytes()[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn skip_word(&mut self) {
        while self.peek(0).is_some_and(|byte| !byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// A quoted scalar.
    fn quoted(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'\n' => self.indent_line(),
                b'\\' if quote == b'"' => {
                    self.at += 1;
                    if self.source.as_bytes()[self.at - 1..].first() == Some(&b'\n') {
                        self.indent_line();
                    }
                }
                byte if byte == quote && quote == b'\'' && self.peek(0) == Some(quote) => self.at += 1,
                byte if byte == quote => return,
                _ => {}
            }
        }
    }

    /// A block scalar: its lines are blank or indented as its first one, which is indented more deeply than the line of
    /// its header.
    fn block(&mut self) {
        self.skip_line();
        let mut block_indent = None;
        while self.peek(0) == Some(b'\n') {
            let line = &self.source.as_bytes()[self.at + 1..];
            let indent = line.iter().take_while(|byte| **byte == b' ').count();
            let is_blank = line[indent..].iter().find(|byte| **byte != b'\r').is_none_or(|byte| *byte == b'\n');
            if !is_blank && indent < *block_indent.get_or_insert(indent.max(self.line_indent + 1)) {
                return;
            }
            self.at += 1;
            self.skip_line();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_further_lines_of_quotes_and_collections_are_indented() {
        for (source, indented) in [
            ("a: 'b\nc'\nd: 1\n", &["c'"][..]),
            ("a: \"b \\\"\n\tc\\\n d\"\ne: it's\n", &["\tc\\", " d\""]),
            ("a: {\n'b': [1,\n2\n]\n}\nc: 1\n", &["'b': [1,", "2", "]", "}"]),
            ("a: |\n  'b\n\n  {\nc: 'd\n\ne'\n", &["e'"]),
            ("- a: >-\n    it's\n  b: 'c\n  d'\n", &["  d'"]),
            ("a: x ' y # '\nb: !t &k 'c\nd'\n", &["d'"]),
            ("a: 'b\n\n\t\n  c'\n", &["\t", "  c'"]),
            ("# it's\na: b\n", &[]),
        ] {
            let result = Indented::new(source);
            let lines: Vec<_> = result.text.lines().filter_map(|line| line.strip_prefix(&" ".repeat(INDENT))).collect();
            assert_eq!(lines, indented, "{source:?}");
            for (at, character) in source.char_indices().filter(|(_, character)| *character != ' ') {
                let moved = (0..result.text.len()).rfind(|offset| result.original(*offset) == at);
                assert!(moved.is_some_and(|moved| result.text[moved..].starts_with(character)), "{source:?} at {at}");
            }
        }
    }
}
