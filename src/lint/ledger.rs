//! What the requests of one file say of each other.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::envelope::Place;
use crate::finding::{Answer, Excerpt, Finding, LineIndex, Location, Position, Related, Severity};
use crate::rules::{Across, Check, Clash, Rule};

use super::report::{Prediction, Report, Start};

/// What one request has noted for comparison with the others, its place resolved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) rule: &'static Rule,
    pub(crate) severity: Severity,
    pub(crate) value: u64,
    pub(crate) asks: Vec<u64>,
    pub(crate) tells: u64,
    pub(crate) file: Option<Arc<str>>,
    pub(crate) entry: Option<Arc<Place>>,
    pub(crate) location: Location,
}

/// What was noted in a file so far: of each note a hash and a place, so that it stays small however long the file is.
///
/// A file that is linted as a whole needs none. For one that is linted piece by piece, show each [`Report`] to the
/// ledger of its file, in the order of the pieces.
#[derive(Debug, Default)]
pub struct Ledger {
    seen: HashMap<(&'static str, u64), Sighting>,
}

#[derive(Debug)]
struct Sighting {
    value: u64,
    span: Option<Range<usize>>,
    position: Option<Position>,
    /// Only where there are no bytes.
    pointer: Option<Box<str>>,
}

impl Ledger {
    /// Adds to the report what its requests say of each other and of those of earlier pieces.
    ///
    /// `text` is the piece that the report is of, `start` where it begins; the report's places are those of the whole
    /// file, as [`Report::shift`] makes them. Pieces are not kept: `earlier` reads those bytes of the file again, a few
    /// kilobytes, to show a place in an earlier piece. Where it has none, such a place has a position and no excerpt.
    pub fn settle(
        &mut self,
        report: &mut Report,
        text: &[u8],
        start: &Start,
        earlier: &mut dyn FnMut(Range<usize>) -> Option<Vec<u8>>,
    ) {
        let notes = std::mem::take(&mut report.notes);
        let mut found: Vec<Finding> = notes.into_iter().filter_map(|note| self.compare(note)).collect();
        if found.is_empty() {
            return;
        }
        let lines = LineIndex::new(text);
        for finding in &mut found {
            let related = finding.related.iter_mut().map(|related| &mut related.location);
            for location in std::iter::once(&mut finding.location).chain(related) {
                location.excerpt = excerpt(location, &lines, start).or_else(|| excerpt_again(location, earlier));
            }
            if let Some(answer) = finding.answer.clone().filter(|_| !report.foresees(finding)) {
                let (file, entry) = (finding.file.clone(), finding.entry.clone());
                report.predicted.push(Prediction { file, entry, answer });
            }
        }
        report.predicted.sort_by_key(|prediction| prediction.entry.as_ref().map(|entry| entry.index));
        report.findings.extend(found);
        // By request, then by place, as the findings of each request are already.
        report.findings.sort_by_key(|finding| {
            let index = finding.entry.as_ref().map_or(0, |entry| entry.index);
            (index, finding.location.span.as_ref().map_or(0, |span| span.start))
        });
    }

    fn compare(&mut self, note: Note) -> Option<Finding> {
        let Check::Across(across) = note.rule.check else { return None };
        let code = note.rule.code;
        let known = note.asks.iter().rev().find_map(|key| self.seen.get(&(code, *key)));
        let clashes = |first: &&Sighting| across.clash == Clash::Repeated || first.value != note.value;
        let finding = known.filter(clashes).map(|first| finding(&note, across, first));
        let Location { span, position, pointer, .. } = note.location;
        self.seen.entry((code, note.tells)).or_insert_with(|| {
            let pointer = pointer.filter(|_| span.is_none()).map(Into::into);
            Sighting { value: note.value, span, position, pointer }
        });
        finding
    }
}

/// The window of a place in the piece that starts there.
fn excerpt(location: &Location, lines: &LineIndex<'_>, start: &Start) -> Option<Excerpt> {
    let span = location.span.as_ref()?;
    let within = span.start.checked_sub(start.bytes)?..span.end - start.bytes;
    let mut excerpt = Excerpt::cut(lines, &within);
    excerpt.first_line += start.lines;
    Some(excerpt)
}

/// The window of a place in an earlier piece, of which so much is read again as an excerpt may look at.
fn excerpt_again(location: &Location, read: &mut dyn FnMut(Range<usize>) -> Option<Vec<u8>>) -> Option<Excerpt> {
    let (span, position) = (location.span.as_ref()?, location.position?);
    let from = span.start.saturating_sub(Excerpt::REACH);
    let text = read(from..span.end + Excerpt::REACH)?;
    let lines = LineIndex::new(&text);
    let within = span.start - from..(span.end - from).min(text.len());
    let line = lines.position(&within).line;
    let mut excerpt = (within.start < text.len()).then(|| Excerpt::cut(&lines, &within))?;
    excerpt.first_line = (position.line + excerpt.first_line).checked_sub(line)?;
    Some(excerpt)
}

fn finding(note: &Note, across: &Across, first: &Sighting) -> Finding {
    let mut location = note.location.clone();
    location.label = Some(across.label.to_owned());
    let earlier = Location {
        pointer: first.pointer.as_deref().map(str::to_owned),
        span: first.span.clone(),
        position: first.position,
        ..Location::default()
    };
    // A warning that was made an error is no answer of the API.
    let refused = [note.severity, note.rule.severity] == [Severity::Error; 2];
    Finding {
        file: note.file.clone(),
        entry: note.entry.clone(),
        code: note.rule.code,
        rule: note.rule.name,
        severity: note.severity,
        confidence: note.rule.confidence,
        message: across.message.to_owned(),
        help: Some(across.help.to_owned()),
        url: note.rule.url(),
        location,
        related: vec![Related { location: earlier, message: across.first.to_owned() }],
        answer: refused.then(|| Answer { status: 400, error_type: "invalid_request_error".to_owned(), message: None }),
        fix: None,
    }
}
