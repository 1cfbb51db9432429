//! What a linter returns.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::envelope::{RequestId, Tally};
use crate::error::Error;
use crate::finding::{Finding, Location, Position, Response, Severity};

use super::cross_check::LocatedNote;

/// The findings of one or more requests.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// What was found, in the order of the input.
    pub findings: Vec<Finding>,
    /// For each request that would be refused: the answer it would get.
    pub predicted: Vec<Prediction>,
    /// How many requests were looked at.
    pub requests: usize,
    /// How many requests to other hosts or paths were passed over.
    pub skipped: usize,
    /// How many requests could not be looked at: their body is in another file or made by a program.
    pub body_missing: usize,
    /// Why a file (of several, the first) could not be read, or not to its end: `FILE: reason`.
    pub read_error: Option<Error>,
    /// How many files were read.
    pub files: usize,
    /// What its requests have noted, until a [`CrossCheck`](super::CrossCheck) compares them.
    pub(crate) notes: Vec<LocatedNote>,
}

/// Where a piece of a file begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PieceOffset {
    /// Bytes before it.
    pub bytes: usize,
    /// Lines before it.
    pub lines: usize,
    /// Requests before it.
    pub requests: usize,
}

/// The answer that the API would give to one request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Prediction {
    /// The file, where there is one.
    pub file: Option<Arc<str>>,
    /// Which request of the file.
    pub entry: Option<Arc<RequestId>>,
    /// The answer.
    pub response: Response,
}

impl Report {
    /// Whether nothing was found that the target would refuse.
    pub fn is_ok(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The worst severity, if there is any finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Adds the findings of another report behind this one's.
    pub fn extend(&mut self, other: Report) {
        self.findings.extend(other.findings);
        self.predicted.extend(other.predicted);
        self.requests += other.requests;
        self.skipped += other.skipped;
        self.body_missing += other.body_missing;
        self.read_error = self.read_error.take().or(other.read_error);
        self.files += other.files;
        self.notes.extend(other.notes);
    }

    /// Whether an answer is predicted for the request of a finding.
    pub(super) fn foresees(&self, finding: &Finding) -> bool {
        self.predicted.iter().any(|prediction| prediction.entry == finding.entry && prediction.file == finding.file)
    }

    /// Notes how many requests were met.
    pub(super) fn count_in(&mut self, tally: &Tally) {
        self.requests += tally.requests;
        self.skipped += tally.skipped;
        self.body_missing += tally.body_missing;
    }

    /// Makes the places in the report of a piece of a file those of the whole file.
    pub fn shift(&mut self, start: &PieceOffset) {
        self.findings.iter_mut().for_each(|finding| shift_finding(finding, start));
        self.predicted.iter_mut().for_each(|prediction| shift_entry(&mut prediction.entry, start));
        for note in &mut self.notes {
            shift_place(&mut note.span, &mut note.position, start);
        }
    }
}

pub(super) fn shift_finding(finding: &mut Finding, start: &PieceOffset) {
    shift_entry(&mut finding.entry, start);
    shift_location(&mut finding.location, start);
    finding.related.iter_mut().for_each(|related| shift_location(&mut related.location, start));
    let edits = finding.fix.iter_mut().flat_map(|fix| &mut fix.edits);
    edits.for_each(|edit| edit.offset += start.bytes);
}

fn shift_entry(entry: &mut Option<Arc<RequestId>>, start: &PieceOffset) {
    if let Some(place) = entry.as_mut().map(Arc::make_mut) {
        place.index += start.requests;
        place.line = place.line.map(|line| line + start.lines);
    }
}

fn shift_location(location: &mut Location, start: &PieceOffset) {
    shift_place(&mut location.span, &mut location.position, start);
    if let Some(excerpt) = &mut location.excerpt {
        excerpt.first_line += start.lines;
    }
}

fn shift_place(span: &mut Option<Range<usize>>, position: &mut Option<Position>, start: &PieceOffset) {
    if let Some(span) = span {
        *span = span.start + start.bytes..span.end + start.bytes;
    }
    if let Some(position) = position {
        position.line += start.lines;
        position.end_line += start.lines;
    }
}

impl fmt::Display for Report {
    /// A line a finding: `error[PL301] messages: no message …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}
