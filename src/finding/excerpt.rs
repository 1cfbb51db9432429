//! The lines of source that a finding shows.

use std::borrow::Cow;
use std::ops::Range;

use super::lines::LineIndex;
use crate::mask::{MAX_NAME, Shown, is_secret_byte, mask_source};

/// How many bytes of a long line are shown: about the width of a screen.
const MAX_LINE: usize = 100;
/// How many of them can be underlined.
const MAX_SPAN: usize = 60;
/// How much before the window is read to find the name of a value.
const CONTEXT: usize = 512;
/// The maximum length of a credential. A longer run of letters and digits is encoded data.
const MAX_SECRET: usize = 8 * 1024;

/// A window of the source around a span: a copy of at most a few hundred bytes, so that a fault in a 30 MB line is
/// shown in microseconds. Credentials in it are masked; everything else is as in the source until a format shortens it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpt {
    /// The text, with real line breaks.
    pub text: Shown,
    /// The underlined bytes of `text`.
    pub span: Range<usize>,
    /// 1-based number of the text's first line.
    pub first_line: usize,
    /// Whether the start of the line of the span is cut off.
    pub cut_before: bool,
    /// Whether the end of the line of the span is cut off.
    pub cut_after: bool,
    /// Whether the source is plain JSON. In a script, a recording in YAML, a page or source code, less is shown.
    pub(crate) is_json: bool,
}

impl Excerpt {
    /// How many bytes before and after a span [`Excerpt::cut`] can read: as many as a credential can span.
    pub(crate) const REACH: usize = 2 * MAX_SECRET;

    /// The window around `span` in the source of `lines`: the part of its first line that is near the span, and the
    /// lines before and after it if they are short.
    pub(crate) fn cut(lines: &LineIndex<'_>, span: &Range<usize>) -> Self {
        let source = lines.source();
        let line = lines.line_of(span.start.min(source.len()));
        let start = span.start.min(line.end.max(line.start));
        let end = span.end.clamp(start, start + MAX_SPAN).min(line.end);
        let end = start.max(boundary(source, end));
        let window = window(&line, start, end);
        let (from, to) = (boundary(source, window.start), boundary(source, window.end));
        let cut_before = from > line.start;
        let cut_after = to < line.end;
        let mut excerpt = Excerpt {
            text: Shown::default(),
            span: 0..0,
            first_line: lines.position(&(start..start)).line,
            cut_before,
            cut_after,
            is_json: is_json(source),
        };
        let (mut first, mut last) = (from, to);
        if !cut_before && line.start > 0 {
            let before = lines.line_of(line.start - 1);
            if before.len() <= MAX_LINE {
                first = before.start;
                excerpt.first_line -= 1;
            }
        }
        if !cut_after && let Some(after) = next_line(lines, line.end) {
            last = after.end;
        }
        // Masks all lines together: a credential can continue after a line break.
        let [before, underlined, after] = masked(source, [first, start, end, last]);
        let mut text = before.replace("\r\n", "\n");
        let at = text.len();
        text += &underlined;
        excerpt.span = at..text.len();
        text += &after.replace("\r\n", "\n");
        excerpt.text = Shown::masked_in_context(text);
        excerpt
    }
}

/// The part of a line that is shown: the span, with the rest of the width shared between its two sides. One side can
/// use what the other does not need.
fn window(line: &Range<usize>, start: usize, end: usize) -> Range<usize> {
    let spare = MAX_LINE - (end - start).min(MAX_LINE);
    let (left, right) = (start - line.start, line.end - end);
    let before = left.min((spare / 2).max(spare.saturating_sub(right)));
    let after = right.min(spare - before);
    start - before..end + after
}

/// The line after the one that ends at `end`, unless it is empty or long.
fn next_line(lines: &LineIndex<'_>, end: usize) -> Option<Range<usize>> {
    let source = lines.source();
    let rest = source.get(end..end + 2).unwrap_or(&source[end..]);
    let next = end + rest.iter().position(|byte| *byte == b'\n')? + 1;
    let line = lines.line_of(next);
    (!line.is_empty() && line.len() <= MAX_LINE).then_some(line)
}

/// Whether a text starts as JSON does: with a bracket, and in it a string, a bracket, or nothing.
fn is_json(source: &[u8]) -> bool {
    let mut bytes = source.iter().copied().take(CONTEXT).filter(|byte| !byte.is_ascii_whitespace());
    // A byte-order mark.
    let first = bytes.by_ref().find(|byte| *byte < 0x80);
    match (first, bytes.next()) {
        (Some(b'{'), Some(next)) => matches!(next, b'"' | b'\'' | b'}'),
        (Some(b'['), Some(next)) => matches!(next, b'"' | b'{' | b'[' | b']'),
        _ => false,
    }
}

/// The text between each two consecutive offsets, with credentials masked, including those that start before the first
/// offset or end after the last.
fn masked(source: &[u8], cuts: [usize; 4]) -> [String; 3] {
    let [from, start, end, to] = cuts;
    let run = source[..from].iter().rev().take(MAX_SECRET).take_while(|byte| is_secret_byte(**byte)).count();
    let context = boundary(source, (from - run).saturating_sub(MAX_NAME).min(from.saturating_sub(CONTEXT)));
    let after = boundary(source, (to + MAX_NAME).min(source.len()));
    // Where the name of the value is before that.
    let [value, block, key] = names_before(source, from, context);
    let parts = [value, block, key, context..from, from..start, start..end, end..to, to..after];
    let parts = parts.map(|part| lossy(&source[part]));
    let all = mask_source(&parts.concat()).into_owned();
    // Masking does not change lengths.
    let mut at = parts[..4].iter().map(|part| part.len()).sum();
    [4, 5, 6].map(|part| {
        let begin = at;
        at += parts[part].len();
        all.get(begin..at).unwrap_or_default().to_owned()
    })
}

/// What can be far before the text at `from` and says what it is, if it is before `context`: the name before the quote that
/// opens a value with spaces, the first line of a PEM block, and the key of a list or a text in YAML.
fn names_before(source: &[u8], from: usize, context: usize) -> [Range<usize>; 3] {
    let near = context.saturating_sub(MAX_SECRET);
    let before = &source[near..context];
    let piece = |start: usize, end: usize| boundary(source, start)..boundary(source, end.min(context)).max(start);
    let value = memchr::memrchr(b'"', &source[near..from]).map(|quote| near + quote + 1).filter(|at| *at < context);
    let value = value.map_or(0..0, |at| piece(at.saturating_sub(MAX_NAME), at));
    let is_block =
        source[from.saturating_sub(8)..from].iter().all(|byte| is_secret_byte(*byte) || b"\n\\\r ".contains(byte));
    let block = if is_block { memchr::memmem::rfind(before, b"-----BEGIN ") } else { None };
    let block = block.filter(|at| memchr::memmem::find(&before[*at..], b"-----END ").is_none());
    let block = block.map_or(0..0, |at| piece(near + at, near + at + MAX_NAME / 2));
    let key = if is_json(source) { None } else { key_before(source, near, from) };
    let key = key.filter(|key| key.start < context);
    [value, block, key.map_or(0..0, |key| piece(key.start, key.end.min(key.start + MAX_NAME)))]
}

/// The nearest line before `from` that is indented less than its line, or that is the key of the list in which it is an item.
fn key_before(source: &[u8], near: usize, from: usize) -> Option<Range<usize>> {
    let line_start = |at: usize| memchr::memrchr(b'\n', &source[near..at]).map(|at| near + at + 1);
    let indent_at = |start: usize| source[start..].iter().take_while(|byte| **byte == b' ').count();
    let is_item = |start: usize| source[start + indent_at(start)..].starts_with(b"- ");
    let mut start = line_start(from)?;
    let (indent, in_list) = (indent_at(start), is_item(start));
    loop {
        let end = start.checked_sub(1)?;
        start = line_start(end)?;
        let own = indent_at(start);
        let is_empty = start + own >= end;
        if !is_empty && (own < indent || in_list && own == indent && !is_item(start)) {
            return Some(start..end + 1);
        }
    }
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// The nearest start of a character at or before `at`.
fn boundary(source: &[u8], at: usize) -> usize {
    let at = at.min(source.len());
    let is_continuation = |at: &usize| source.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    // A character has at most three continuation bytes; more of them are not UTF-8.
    (at.saturating_sub(3)..=at).rev().find(|at| !is_continuation(at)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(source: &str, shown: &str) -> Excerpt {
        let start = source.find(shown).unwrap();
        Excerpt::cut(&LineIndex::new(source.as_bytes()), &(start..start + shown.len()))
    }

    #[test]
    fn a_short_file_is_shown_with_the_lines_around_the_span() {
        let excerpt = cut("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}", "2");
        assert_eq!(excerpt.text, "  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3");
        assert_eq!((&excerpt.text[excerpt.span.clone()], excerpt.first_line), ("2", 2));
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides_and_inside_the_span() {
        let long = format!("[\"{}\", true, \"{}\"]", "é".repeat(1000), "ü".repeat(1000));
        let excerpt = cut(&long, "true");
        assert!(excerpt.text.len() <= MAX_LINE + 3 && excerpt.cut_before && excerpt.cut_after, "{}", excerpt.text);
        assert_eq!(&excerpt.text[excerpt.span.clone()], "true");
        assert!(cut(&long, &"ü".repeat(1000)).span.len() <= MAX_SPAN);
    }

    #[test]
    fn a_credential_is_masked_even_if_its_start_is_cut_off() {
        let source = format!("{{\"k\": \"sk-ant-api03-{}\", \"a\": 1}}", "Secret".repeat(40));
        assert!(!cut(&source, "1").text.contains("cret"));
        let source = format!("{{\"x-api-key\": \"{}\", \"a\": 1}}", "Secret".repeat(40));
        assert!(!cut(&source, "1").text.contains("cret"));
        assert!(!cut(&source, "retSec").text.contains("cret"));
        let source = format!("{{\"url\": \"https://host/?a=b&token={}\", \"a\": 1}}", "Secret".repeat(20));
        assert!(!cut(&source, "1").text.contains("cret"));
        let source = "{\"x-api-key\": \"one\ntwo Secret\"}";
        assert!(!cut(source, "one").text.contains("cret"));
        for length in 1..40 {
            let source = format!("{{\"cookie\": \"a=b; {}\", \"a\": 1}}", "c=Secret; ".repeat(length));
            assert!(!cut(&source, "1").text.contains("cret"));
        }
    }

    #[test]
    fn the_underline_is_correct_after_invalid_utf8() {
        let source = b"{\"a\": \"\xff\xfe\xff\", \"b\": 1}";
        let excerpt = Excerpt::cut(&LineIndex::new(source), &(18..19));
        assert_eq!(&excerpt.text[excerpt.span.clone()], "1");
        let excerpt = Excerpt::cut(&LineIndex::new(source), &(7..8));
        assert_eq!(&excerpt.text[excerpt.span.clone()], "\u{fffd}");
    }

    #[test]
    fn any_span_of_any_bytes_can_be_cut() {
        for source in [&b""[..], b"\n", b"a\r\nb", b"\x80\x80\x80\x80\n\xe2\x82", "€€".as_bytes()] {
            let lines = LineIndex::new(source);
            for start in 0..=source.len() {
                for end in start..=source.len() + 1 {
                    let excerpt = Excerpt::cut(&lines, &(start..end));
                    assert!(excerpt.text.get(excerpt.span.clone()).is_some());
                }
            }
        }
    }
}
