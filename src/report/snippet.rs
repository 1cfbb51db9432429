//! Windows of a file for miette, each with its true lines and columns, however long the file is.

use std::borrow::Cow;
use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::shorten::shorten;
use crate::finding::{CellPosition, Excerpt, FileName, Location, Position, Shown};

/// The windows of one finding. To miette they are one source, in which each window starts at its own offset.
#[derive(Debug, Default)]
pub(super) struct Snippets {
    name: Option<Shown>,
    list: Vec<Snippet>,
}

#[derive(Debug)]
struct Snippet {
    text: Shown,
    /// Where the text starts in the source that miette reads.
    base: usize,
    first_line: usize,
    /// The cell, if the file is a notebook: then lines are counted in it.
    cell: Option<usize>,
    marks: Vec<Mark>,
}

/// Underlined bytes.
#[derive(Debug)]
struct Mark {
    span: Range<usize>,
    position: Position,
    cell: Option<CellPosition>,
    label: Option<Shown>,
    primary: bool,
}

impl Snippets {
    /// The windows of the locations, each with its label. A location that an earlier window contains is underlined
    /// there.
    pub(super) fn new<'f>(
        file: Option<&FileName>,
        locations: impl Iterator<Item = (&'f Location, Option<&'f Shown>)>,
        show_values: bool,
    ) -> Self {
        let mut windows: Vec<(&Excerpt, Vec<Mark>)> = Vec::new();
        for (location, label) in locations {
            let (Some(excerpt), Some(position)) = (&location.excerpt, location.position) else { continue };
            let label = label.cloned().filter(|label| !label.is_empty());
            let primary = windows.is_empty();
            let cell = location.cell;
            let span_in_window =
                |(window, marks): &(&Excerpt, Vec<Mark>)| span_in(window, &marks[0].position, &position);
            let known = windows.iter().position(|window| span_in_window(window).is_some());
            match known.and_then(|at| Some((at, span_in_window(&windows[at])?))) {
                Some((at, span)) => windows[at].1.push(Mark { span, position, cell, label, primary }),
                None => {
                    windows.push((excerpt, vec![Mark { span: excerpt.span.clone(), position, cell, label, primary }]))
                }
            }
        }
        let mut snippets = Snippets { name: file.map(|file| file.shown().escaped()), list: Vec::new() };
        windows.into_iter().for_each(|(excerpt, marks)| snippets.push(excerpt, marks, show_values));
        snippets
    }

    fn push(&mut self, excerpt: &Excerpt, mut marks: Vec<Mark>, show_values: bool) {
        let spans: Vec<_> = marks.iter().map(|mark| mark.span.clone()).collect();
        let (text, spans) = shorten(excerpt, &spans, show_values);
        marks.iter_mut().zip(spans).for_each(|(mark, span)| mark.span = span);
        // One byte apart, so that a span belongs to only one window.
        let base = self.list.last().map_or(0, |last| last.base + last.text.len() + 1);
        let cell = marks.first().and_then(|mark| mark.cell);
        // The lines of a cell are lines of the file, too.
        let first_line = marks.first().zip(cell).map_or(excerpt.first_line, |(mark, cell)| {
            (cell.line + excerpt.first_line).saturating_sub(mark.position.line).max(1)
        });
        self.list.push(Snippet { text, base, first_line, cell: cell.map(|cell| cell.cell), marks });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.list.iter().flat_map(|snippet| {
            snippet.marks.iter().map(|mark| {
                let span = (snippet.base + mark.span.start, mark.span.len());
                match mark.primary {
                    true => LabeledSpan::new_primary_with_span(mark.label.as_ref().map(Shown::to_string), span),
                    false => LabeledSpan::new_with_span(mark.label.as_ref().map(Shown::to_string), span),
                }
            })
        })
    }
}

impl SourceCode for Snippets {
    /// The window that contains the span. Without context lines, the line and column are those of the span itself.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let contains = |snippet: &&Snippet| snippet.base <= span.offset() && end <= snippet.base + snippet.text.len();
        let snippet = self.list.iter().find(contains).ok_or(MietteError::OutOfBounds)?;
        let is_mark = |mark: &&Mark| snippet.base + mark.span.start == span.offset() && mark.span.len() == span.len();
        let mark = snippet.marks.iter().find(is_mark).filter(|_| before + after == 0);
        let place = |mark: &Mark| match mark.cell {
            Some(cell) => (cell.line, cell.column),
            None => (mark.position.line, mark.position.column),
        };
        let (line, column) = mark.map_or((snippet.first_line, 1), place);
        let all = SourceSpan::new(snippet.base.into(), snippet.text.len());
        let lines = snippet.text.lines().count();
        let contents = MietteSpanContents::new(snippet.text.as_bytes(), all, line - 1, column - 1, lines);
        let name = snippet.cell.and_then(|cell| Some(format!("{}:cell {cell}", self.name.as_ref()?)));
        let name = name.map(Cow::Owned).or(self.name.as_deref().map(Cow::Borrowed));
        Ok(Box::new(Contents { contents, name }))
    }
}

/// The bytes of an excerpt at a position of the file, if it shows them. `own` is the position of the excerpt's span;
/// columns are counted from there because the start of the line can be cut off.
fn span_in(excerpt: &Excerpt, own: &Position, position: &Position) -> Option<Range<usize>> {
    let index = position.line.checked_sub(excerpt.first_line)?;
    let mut lines = excerpt.text.split('\n').scan(0, |at, line| {
        *at += line.len() + 1;
        Some((*at - line.len() - 1, line))
    });
    let (start, line) = lines.nth(index).filter(|_| position.line == position.end_line)?;
    let first_column = match position.line == own.line {
        true => own.column.checked_sub(excerpt.text.get(start..excerpt.span.start)?.chars().count())?,
        false => 1,
    };
    let ends = [start + line.len()];
    let columns: Vec<usize> = line.char_indices().map(|(at, _)| start + at).chain(ends).collect();
    let byte = |column: usize| columns.get(column.checked_sub(first_column)?).copied();
    Some(byte(position.column)?..byte(position.end_column)?)
}

struct Contents<'a> {
    contents: MietteSpanContents<'a>,
    name: Option<Cow<'a, str>>,
}

impl<'a> SpanContents<'a> for Contents<'a> {
    fn data(&self) -> &'a [u8] {
        self.contents.data()
    }
    fn span(&self) -> &SourceSpan {
        self.contents.span()
    }
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
    fn line(&self) -> usize {
        self.contents.line()
    }
    fn column(&self) -> usize {
        self.contents.column()
    }
    fn line_count(&self) -> usize {
        self.contents.line_count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::LineIndex;

    fn location(source: &str, shown: &str) -> Location {
        let start = source.find(shown).unwrap();
        let (span, lines) = (start..start + shown.len(), LineIndex::new(source.as_bytes()));
        Location {
            position: Some(lines.position(&span)),
            excerpt: Some(Excerpt::cut(&lines, &span)),
            ..Location::default()
        }
    }

    fn windows(source: &str, shown: &[&str]) -> Vec<Vec<String>> {
        let locations: Vec<_> = shown.iter().map(|shown| location(source, shown)).collect();
        let snippets = Snippets::new(None, locations.iter().map(|location| (location, None)), true);
        let marks =
            |snippet: &Snippet| snippet.marks.iter().map(|mark| snippet.text[mark.span.clone()].to_owned()).collect();
        snippets.list.iter().map(marks).collect()
    }

    #[test]
    fn nearby_locations_share_a_window() {
        let far = "x".repeat(200);
        for (source, shown, expected) in [
            ("[1, 2]", &["1", "2"][..], &[&["1", "2"][..]][..]),
            ("[1,\n \"é\", 2\n]", &["1", "2"], &[&["1", "2"]]),
            (&format!("[\"{far}\", \"é\", 1, 2]"), &["2", "1"], &[&["2", "1"]]),
            (&format!("[1, \"{far}\", 2]"), &["1", "2"], &[&["1"], &["2"]]),
            ("[1,\n\n\n\n2]", &["2", "1"], &[&["2"], &["1"]]),
        ] {
            assert_eq!(windows(source, shown), expected, "{source}");
        }
    }
}
