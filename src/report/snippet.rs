//! Hands windows of a file to miette: each with its true lines and columns, however long the file is.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::clip::clip;
use crate::finding::{Location, Position, printable};

/// The windows of one finding. To miette they are one source, in which each begins at an offset of its own.
#[derive(Debug, Default)]
pub(super) struct Snippets(Vec<Snippet>);

#[derive(Debug)]
struct Snippet {
    name: Option<String>,
    text: String,
    /// Where the text begins in the source that miette sees.
    base: usize,
    first_line: usize,
    marks: Vec<Mark>,
}

/// Underlined bytes.
#[derive(Debug)]
struct Mark {
    span: Range<usize>,
    position: Position,
    label: Option<String>,
    primary: bool,
}

impl Snippets {
    /// Adds the window of a place. A place that lies in a window which is there already is underlined in that one.
    pub(super) fn push(&mut self, file: Option<&str>, location: &Location, label: Option<&str>, show_values: bool) {
        let (Some(excerpt), Some(position)) = (&location.excerpt, location.position) else { return };
        let label = label.map(|label| printable(label).into_owned());
        let (mut text, span) = clip(excerpt, show_values);
        if span.is_empty() && text[span.end..].chars().next().is_none_or(|next| next == '\n') {
            // miette draws nothing behind the end of a line.
            text.insert(span.end, ' ');
        }
        let primary = self.0.is_empty();
        let mark = Mark { span, position, label, primary };
        let (first_line, name) = (excerpt.first_line, file.map(|file| printable(file).replace('\n', "\\n")));
        match self.0.iter_mut().find(|snippet| snippet.text == text && snippet.first_line == first_line) {
            Some(snippet) => snippet.marks.push(mark),
            None => {
                // One byte apart, so that a span belongs to one window only.
                let base = self.0.last().map_or(0, |last| last.base + last.text.len() + 1);
                self.0.push(Snippet { name, text, base, first_line, marks: vec![mark] });
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.0.iter().flat_map(|snippet| {
            snippet.marks.iter().map(|mark| {
                let span = (snippet.base + mark.span.start, mark.span.len());
                match mark.primary {
                    true => LabeledSpan::new_primary_with_span(mark.label.clone(), span),
                    false => LabeledSpan::new_with_span(mark.label.clone(), span),
                }
            })
        })
    }
}

impl SourceCode for Snippets {
    /// The window that holds the span; of a place as such (no lines round it), its own line and column.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let holds = |snippet: &&Snippet| snippet.base <= span.offset() && end <= snippet.base + snippet.text.len();
        let snippet = self.0.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let is_mark = |mark: &&Mark| snippet.base + mark.span.start == span.offset() && mark.span.len() == span.len();
        let mark = snippet.marks.iter().find(is_mark).filter(|_| before + after == 0);
        let (line, column) = mark.map_or((snippet.first_line, 1), |mark| (mark.position.line, mark.position.column));
        let all = SourceSpan::new(snippet.base.into(), snippet.text.len());
        let lines = snippet.text.lines().count();
        let contents = MietteSpanContents::new(snippet.text.as_bytes(), all, line - 1, column - 1, lines);
        Ok(Box::new(Contents { contents, name: snippet.name.as_deref() }))
    }
}

struct Contents<'a> {
    contents: MietteSpanContents<'a>,
    name: Option<&'a str>,
}

impl<'a> SpanContents<'a> for Contents<'a> {
    fn data(&self) -> &'a [u8] {
        self.contents.data()
    }
    fn span(&self) -> &SourceSpan {
        self.contents.span()
    }
    fn name(&self) -> Option<&str> {
        self.name
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
