//! Compares the requests of one file with each other: the one place that finds conflicts between requests.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::envelope::{self, Found, RequestId, Visit};
use crate::finding::{Excerpt, FileName, Finding, LineIndex, Location, Position, Related, Response, Severity};
use crate::knowledge::Knowledge;
use crate::limits::Limits;
use crate::mask::Shown;
use crate::rules::{Anchor, Check, Comparison, Conflict, Note};

use super::assemble::{add_positions, bare_finding, count_repeats};
use super::input::FileOptions;
use super::locate::Locator;
use super::notes::LocatedNote;
use super::quota::Quota;
use super::report::{Omitted, PieceOffset, Prediction, Report, shift_finding};

/// The notes of the requests of a file so far: of each a hash and a location, so that it stays small however long the file
/// is.
///
/// A file that is linted as a whole does not need one. For a file that is linted in pieces, pass each [`Report`] to the
/// cross check of its file, in the order of the pieces.
#[derive(Debug)]
pub struct CrossCheck {
    knowledge: Arc<Knowledge>,
    /// See [`envelope::Options::forced`].
    forced: bool,
    limits: Limits,
    notes: Notes,
}

/// The first note under each key of a rule.
#[derive(Debug, Default)]
struct Notes {
    seen: HashMap<(&'static str, u64), Seen>,
}

/// The first note under a key.
#[derive(Debug, Clone)]
struct Seen {
    value: u64,
    span: Option<Range<usize>>,
    position: Option<Position>,
    /// Its location where there are no bytes.
    pointer: Option<Shown>,
}

/// A note and the earlier one that it conflicts with.
struct Conflicting {
    note: LocatedNote,
    comparison: &'static Comparison,
    first: Seen,
}

/// Reads the requests of a text again.
pub(super) type Reader<'r> = dyn FnMut(&mut Visit<'_>) -> Found + 'r;
/// Reads some bytes of the file again.
type Earlier<'r> = dyn FnMut(Range<usize>) -> Option<Vec<u8>> + 'r;

impl CrossCheck {
    /// For a linter with this knowledge.
    pub(super) fn new(knowledge: Arc<Knowledge>, forced: bool, limits: Limits) -> Self {
        CrossCheck { knowledge, forced, limits, notes: Notes::default() }
    }

    /// Adds to the report the conflicts of its requests with each other and with those of earlier pieces.
    ///
    /// `lines` is the piece that [`Linter::lint_lines`](super::Linter::lint_lines) made the report of, with the same
    /// options, and `offset` where it begins; the locations in the report are those of the whole file, as
    /// [`Report::shift`] makes them. Pieces are not kept: `earlier` reads a few kilobytes of the file again, to show a
    /// location in an earlier piece. If it returns `None`, such a location has a position and no excerpt.
    pub fn compare(
        &mut self,
        report: &mut Report,
        lines: &[u8],
        options: FileOptions,
        offset: &PieceOffset,
        earlier: &mut dyn FnMut(Range<usize>) -> Option<Vec<u8>>,
    ) {
        let (named, forced, knowledge) = (options.named, self.forced, &*self.knowledge);
        let options = envelope::Options { named, kind: None, forced, limits: self.limits, knowledge };
        let file = report.notes.first().and_then(|note| note.file.clone());
        let name = file.as_ref().map(FileName::as_given).unwrap_or_default();
        let mut again = |visit: &mut Visit<'_>| envelope::read_lines(name, lines, options, visit);
        self.notes.compare(report, lines, offset, self.limits, &mut again, earlier);
    }
}

/// As [`CrossCheck::compare`], for a whole text, which `again` reads.
pub(super) fn compare_whole(report: &mut Report, text: &[u8], limits: Limits, again: &mut Reader<'_>) {
    Notes::default().compare(report, text, &PieceOffset::default(), limits, again, &mut |_| None);
    // The conflicts are in addition to the findings of each request.
    if Quota::is_exceeded_by(report, limits) {
        Quota::new(limits).apply(report);
    }
}

impl Notes {
    fn compare(
        &mut self,
        report: &mut Report,
        text: &[u8],
        offset: &PieceOffset,
        limits: Limits,
        again: &mut Reader<'_>,
        earlier: &mut Earlier<'_>,
    ) {
        let notes = std::mem::take(&mut report.notes);
        let mut conflicting: Vec<Conflicting> = notes.into_iter().filter_map(|note| self.add(note)).collect();
        keep_within(limits, &mut conflicting, report);
        if conflicting.is_empty() {
            return;
        }
        let lines = LineIndex::new(text);
        let mut found = findings(&conflicting, &lines, offset, again);
        let index = |entry: &Option<Arc<RequestId>>| entry.as_ref().map(|entry| entry.index);
        let mut predicted: HashSet<_> = report.predicted.iter().map(|prediction| index(&prediction.entry)).collect();
        for finding in &mut found {
            for Related { location, .. } in &mut finding.related {
                location.excerpt = excerpt(location, &lines, offset).or_else(|| excerpt_again(location, earlier));
            }
            if let Some(response) = finding.response.clone().filter(|_| predicted.insert(index(&finding.entry))) {
                let (file, entry) = (finding.file.clone(), finding.entry.clone());
                report.predicted.push(Prediction { file, entry, response, matches_recording: None });
            }
        }
        report.predicted.sort_by_key(|prediction| index(&prediction.entry));
        report.findings.extend(found);
        // By request, then by location, as the findings of each request are already.
        report.findings.sort_by_key(|finding| {
            let index = finding.entry.as_ref().map_or(0, |entry| entry.index);
            (index, finding.location.span.as_ref().map_or(0, |span| span.start))
        });
    }

    /// Adds a note. Returns it with the earlier note that it conflicts with, if there is one.
    fn add(&mut self, note: LocatedNote) -> Option<Conflicting> {
        let Note { rule, value, stores, .. } = note.note;
        let Check::BetweenRequests(comparison) = rule.check else { return None };
        let known = note.note.looks_up.iter().rev().find_map(|key| self.seen.get(&(rule.code, *key)));
        let conflicts = |first: &&Seen| comparison.conflict == Conflict::Repeated || first.value != value;
        let first = known.filter(conflicts).cloned();
        self.seen.entry((rule.code, stores)).or_insert_with(|| Seen {
            value,
            span: note.span.clone(),
            position: note.position,
            pointer: note.pointer.clone(),
        });
        Some(Conflicting { note, comparison, first: first? })
    }
}

/// Drops and counts the conflicts beyond the limit.
fn keep_within(limits: Limits, conflicting: &mut Vec<Conflicting>, report: &mut Report) {
    let kept = conflicting.len().min(limits.max_findings());
    let mut omitted = Omitted::default();
    for Conflicting { note, .. } in conflicting.drain(kept..) {
        omitted.count(note.file.as_ref(), note.note.rule.code, note.severity, false, 1);
    }
    if !omitted.is_empty() {
        report.omit(omitted);
    }
}

/// A finding for each conflict, still without the excerpt of the earlier location.
fn findings(
    conflicting: &[Conflicting],
    lines: &LineIndex<'_>,
    offset: &PieceOffset,
    again: &mut Reader<'_>,
) -> Vec<Finding> {
    let mut found = Vec::with_capacity(conflicting.len());
    again(&mut |entry| {
        let Some(index) = entry.id.as_ref().map(|id| id.index) else { return };
        let from = conflicting.partition_point(|conflict| conflict.note.index < index);
        let own = conflicting[from..].iter().take_while(|conflict| conflict.note.index == index);
        let mut findings: Vec<Finding> = own
            .map(|conflict| {
                let mut locator = Locator::new(entry, conflict.note.endpoint);
                locator.find(vec![conflict.note.note.node]);
                let mut finding = conflict.finding(&locator);
                add_positions(&mut finding, lines);
                shift_finding(&mut finding, offset);
                let (location, message) = (conflict.first.location(lines), conflict.comparison.first.into());
                finding.related = vec![Related { location, message }];
                finding
            })
            .collect();
        count_repeats(&mut findings);
        found.append(&mut findings);
    });
    found
}

/// The excerpt of a location in the piece that begins at `offset`.
fn excerpt(location: &Location, lines: &LineIndex<'_>, offset: &PieceOffset) -> Option<Excerpt> {
    let span = location.span.as_ref()?;
    let within = span.start.checked_sub(offset.bytes)?..span.end - offset.bytes;
    let mut excerpt = Excerpt::cut(lines, &within);
    excerpt.first_line += offset.lines;
    Some(excerpt)
}

/// The excerpt of a location in an earlier piece, of which as much is read again as an excerpt may need.
fn excerpt_again(location: &Location, read: &mut Earlier<'_>) -> Option<Excerpt> {
    let (span, position) = (location.span.as_ref()?, location.position?);
    let from = span.start.saturating_sub(Excerpt::REACH);
    let text = read(from..span.end + Excerpt::REACH)?;
    let lines = LineIndex::new(&text);
    let within = span.start - from..(span.end - from).min(text.len());
    let line = lines.position(&within).line;
    let mut excerpt = (within.start < text.len()).then(|| Excerpt::cut(&lines, &within))?;
    // It begins inside a line; files that are read in pieces have JSON in each line.
    excerpt.is_json = true;
    excerpt.first_line = (position.line + excerpt.first_line).checked_sub(line)?;
    Some(excerpt)
}

impl Seen {
    /// Its location in the whole file, of which `lines` are those if its position is not known yet. Where there are no
    /// bytes, all requests are in one value.
    fn location(&self, lines: &LineIndex<'_>) -> Location {
        let Some(span) = &self.span else {
            return Location { pointer: self.pointer.clone(), ..Location::default() };
        };
        let position = self.position.unwrap_or_else(|| lines.position(span));
        Location { span: Some(span.clone()), position: Some(position), ..Location::default() }
    }
}

impl Conflicting {
    /// The finding at the later note, without the earlier location.
    fn finding(&self, locator: &Locator<'_, '_>) -> Finding {
        let Conflicting { note, comparison, .. } = self;
        let rule = note.note.rule;
        let diagnostic =
            rule.at(Anchor::Node(note.note.node), comparison.message).label(comparison.label).help(comparison.help);
        // A warning whose severity was raised to an error is not a response of the API.
        let is_rejected = [note.severity, rule.severity] == [Severity::Error; 2];
        let error_type = "invalid_request_error".into();
        let response = is_rejected.then_some(Response { status: 400, error_type, message: None, row: None });
        Finding { response, ..bare_finding(diagnostic, note.severity, locator, note.file.as_ref()) }
    }
}
