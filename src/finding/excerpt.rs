//! The few lines of source that a finding shows.

use std::ops::Range;

use super::lines::LineIndex;
use super::mask::mask_secrets;

/// How many bytes of a long line stand before and behind the underlined ones.
const SIDE: usize = 60;
/// How many bytes of a long span are shown.
const LONGEST_SPAN: usize = 160;
/// Lines shown before and behind the line of the span.
const CONTEXT_LINES: usize = 1;

/// A window of the source round a span: a copy of at most a few hundred bytes, so that a fault in a 30 MB line
/// is shown in microseconds. Credentials in it are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, with real line breaks.
    pub text: String,
    /// The underlined bytes of `text`.
    pub span: Range<usize>,
    /// 1-based number of the text's first line.
    pub first_line: usize,
    /// Whether the text's first line starts later than the source's.
    pub cut_before: bool,
    /// Whether the text ends before its line does.
    pub cut_after: bool,
}

impl Excerpt {
    /// Cuts the window round `span` out of the source of `lines`.
    pub fn cut(lines: &LineIndex<'_>, span: &Range<usize>) -> Self {
        let source = lines.source();
        let start = span.start.min(source.len());
        let end = span.end.clamp(start, start + LONGEST_SPAN).min(source.len());
        let line = lines.line_of(start);
        let from = line.start.max(boundary(source, start.saturating_sub(SIDE)));
        // The span's own last line; a span over many lines is shown by its first.
        let end = boundary(source, if end > line.end { line.end.max(start) } else { end });
        let to = line.end.max(end).min(boundary(source, end + SIDE).max(end));
        let mut excerpt = Excerpt {
            text: String::new(),
            span: 0..0,
            first_line: lines.position(&(start..start)).line,
            cut_before: from > line.start,
            cut_after: to < line.end,
        };
        excerpt.push_context(lines, from, line.start);
        let shown = String::from_utf8_lossy(&source[from..to]);
        let offset = excerpt.text.len();
        excerpt.text.push_str(&mask_secrets(&shown));
        excerpt.span = offset + (start - from)..offset + (end - from);
        excerpt.push_after(lines, to, line.end);
        excerpt
    }

    /// Whole short lines before, unless the line itself is cut.
    fn push_context(&mut self, lines: &LineIndex<'_>, from: usize, line_start: usize) {
        if from > line_start || line_start == 0 {
            return;
        }
        for _ in 0..CONTEXT_LINES {
            let before = lines.line_of(line_start - 1);
            let text = String::from_utf8_lossy(&lines.source()[before.clone()]).into_owned();
            if text.len() <= 2 * SIDE {
                self.text = format!("{}\n{}", mask_secrets(&text), self.text);
                self.first_line -= 1;
            }
        }
    }

    fn push_after(&mut self, lines: &LineIndex<'_>, to: usize, line_end: usize) {
        if to < line_end {
            return;
        }
        let Some(next) = memchr::memchr(b'\n', &lines.source()[line_end..]).map(|found| line_end + found + 1) else {
            return;
        };
        let after = lines.line_of(next.min(lines.source().len()));
        let text = String::from_utf8_lossy(&lines.source()[after]);
        if text.len() <= 2 * SIDE && !text.is_empty() {
            self.text.push('\n');
            self.text.push_str(&mask_secrets(&text));
        }
    }
}

/// The nearest start of a character at or before `at`.
fn boundary(source: &[u8], at: usize) -> usize {
    let mut at = at.min(source.len());
    while at > 0 && at < source.len() && source[at] & 0xC0 == 0x80 {
        at -= 1;
    }
    at
}
