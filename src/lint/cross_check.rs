//! What the requests of one file say of each other.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::envelope::{self, Tally, Visit};
use crate::finding::{Excerpt, Finding, LineIndex, Location, Position, Related, Response, Severity};
use crate::json::NodeId;
use crate::knowledge::Endpoint;
use crate::rules::{Anchor, Check, Comparison, Conflict, Note};

use super::assemble::{place, place_of};
use super::linter::FileOptions;
use super::locate::Locator;
use super::report::{PieceOffset, Prediction, Report, shift_finding};

/// What one request has noted for comparison with the others. Few notes become findings, so that the rest of what a
/// finding says is read again for those.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LocatedNote {
    pub(crate) noted: Note,
    pub(crate) severity: Severity,
    pub(crate) file: Option<Arc<str>>,
    /// The number of its request in the piece, and where it was sent.
    pub(crate) index: usize,
    pub(crate) endpoint: Endpoint,
    pub(crate) span: Option<Range<usize>>,
    pub(crate) position: Option<Position>,
}

/// What was noted in a file so far: of each note a hash and a place, so that it stays small however long the file is.
///
/// A file that is linted as a whole needs none. For one that is linted piece by piece, show each [`Report`] to the
/// ledger of its file, in the order of the pieces.
#[derive(Debug, Default)]
pub struct CrossCheck {
    seen: HashMap<(&'static str, u64), Seen>,
}

#[derive(Debug, Clone)]
struct Seen {
    value: u64,
    span: Option<Range<usize>>,
    position: Option<Position>,
    /// Its place where there are no bytes.
    node: NodeId,
}

/// A note, and the earlier one that it clashes with.
struct Conflicting {
    note: LocatedNote,
    across: &'static Comparison,
    first: Seen,
}

/// Reads the requests of a text again.
pub(super) type Reader<'r> = dyn FnMut(&mut Visit<'_>) -> Tally + 'r;
/// Reads some bytes of the file again.
type Earlier<'r> = dyn FnMut(Range<usize>) -> Option<Vec<u8>> + 'r;

impl CrossCheck {
    /// Adds to the report what its requests say of each other and of those of earlier pieces.
    ///
    /// `lines` is the piece that [`Linter::lint_lines`](super::Linter::lint_lines) made the report of, with the same
    /// options, and `start` where it begins; the report's places are those of the whole file, as [`Report::shift`] makes
    /// them. Pieces are not kept: `earlier` reads those bytes of the file again, a few kilobytes, to show a place in an
    /// earlier piece. Where it has none, such a place has a position and no excerpt.
    pub fn compare(
        &mut self,
        report: &mut Report,
        lines: &[u8],
        options: FileOptions,
        start: &PieceOffset,
        earlier: &mut dyn FnMut(Range<usize>) -> Option<Vec<u8>>,
    ) {
        let mut again = |visit: &mut Visit<'_>| envelope::read_lines(lines, options.named, visit);
        self.compare_again(report, lines, start, &mut again, earlier);
    }

    /// As [`CrossCheck::settle`], of a whole text that `again` reads.
    pub(super) fn compare_whole(report: &mut Report, text: &[u8], again: &mut Reader<'_>) {
        CrossCheck::default().compare_again(report, text, &PieceOffset::default(), again, &mut |_| None);
    }

    fn compare_again(
        &mut self,
        report: &mut Report,
        text: &[u8],
        start: &PieceOffset,
        again: &mut Reader<'_>,
        earlier: &mut Earlier<'_>,
    ) {
        let notes = std::mem::take(&mut report.notes);
        let clashing: Vec<Conflicting> = notes.into_iter().filter_map(|note| self.add(note)).collect();
        if clashing.is_empty() {
            return;
        }
        let lines = LineIndex::new(text);
        let mut found = findings(&clashing, &lines, start, again);
        for finding in &mut found {
            for Related { location, .. } in &mut finding.related {
                location.excerpt = excerpt(location, &lines, start).or_else(|| excerpt_again(location, earlier));
            }
            if let Some(response) = finding.response.clone().filter(|_| !report.foresees(finding)) {
                let (file, entry) = (finding.file.clone(), finding.entry.clone());
                report.predicted.push(Prediction { file, entry, response });
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

    fn add(&mut self, note: LocatedNote) -> Option<Conflicting> {
        let Note { rule, value, node, stores, .. } = note.noted;
        let Check::BetweenRequests(across) = rule.check else { return None };
        let known = note.noted.looks_up.iter().rev().find_map(|key| self.seen.get(&(rule.code, *key)));
        let clashes = |first: &&Seen| across.clash == Conflict::Repeated || first.value != value;
        let first = known.filter(clashes).cloned();
        self.seen.entry((rule.code, stores)).or_insert_with(|| Seen {
            value,
            span: note.span.clone(),
            position: note.position,
            node,
        });
        Some(Conflicting { note, across, first: first? })
    }
}

/// A finding for each clashing note; the excerpt of the earlier place is lacking.
fn findings(
    clashing: &[Conflicting],
    lines: &LineIndex<'_>,
    start: &PieceOffset,
    again: &mut Reader<'_>,
) -> Vec<Finding> {
    let mut found = Vec::with_capacity(clashing.len());
    again(&mut |entry| {
        let Some(index) = entry.place.as_ref().map(|place| place.index) else { return };
        let from = clashing.partition_point(|clash| clash.note.index < index);
        let own = clashing[from..].iter().take_while(|clash| clash.note.index == index);
        found.extend(own.map(|clash| {
            let mut locator = Locator::new(entry, clash.note.endpoint);
            locator.find(vec![clash.note.noted.node, clash.first.node]);
            let mut finding = clash.finding(&locator);
            place(&mut finding, lines);
            shift_finding(&mut finding, start);
            let (location, message) = (clash.first.location(&locator), clash.across.first.to_owned());
            finding.related = vec![Related { location, message }];
            finding
        }));
    });
    found
}

/// The window of a place in the piece that starts there.
fn excerpt(location: &Location, lines: &LineIndex<'_>, start: &PieceOffset) -> Option<Excerpt> {
    let span = location.span.as_ref()?;
    let within = span.start.checked_sub(start.bytes)?..span.end - start.bytes;
    let mut excerpt = Excerpt::cut(lines, &within);
    excerpt.first_line += start.lines;
    Some(excerpt)
}

/// The window of a place in an earlier piece, of which so much is read again as an excerpt may look at.
fn excerpt_again(location: &Location, read: &mut Earlier<'_>) -> Option<Excerpt> {
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

impl Seen {
    /// Its place in the whole file. Where there are no bytes, all requests lie in one value.
    fn location(&self, locator: &Locator<'_, '_>) -> Location {
        let pointer = || locator.location(&Anchor::Node(self.node), None).pointer;
        let pointer = if self.span.is_none() { pointer() } else { None };
        Location { pointer, span: self.span.clone(), position: self.position, ..Location::default() }
    }
}

impl Conflicting {
    /// What is found, at its place in the entry that it was noted of; without the earlier place.
    fn finding(&self, locator: &Locator<'_, '_>) -> Finding {
        let Conflicting { note, across, .. } = self;
        let rule = note.noted.rule;
        // A warning that was made an error is no answer of the API.
        let refused = [note.severity, rule.severity] == [Severity::Error; 2];
        let response = Response { status: 400, error_type: "invalid_request_error".to_owned(), message: None };
        Finding {
            file: note.file.clone(),
            entry: place_of(locator.entry),
            code: rule.code,
            rule: rule.name,
            severity: note.severity,
            confidence: rule.confidence,
            message: across.message.to_owned(),
            help: Some(across.help.to_owned()),
            url: rule.url(),
            location: locator.location(&Anchor::Node(note.noted.node), Some(across.label.to_owned())),
            related: Vec::new(),
            response: refused.then_some(response),
            fix: None,
        }
    }
}
