//! What a linter returns.

use crate::finding::{FileName, Finding, Location, Position, Response, Severity};
use crate::mask::Shown;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::envelope::{Found, RequestId, Skips};
use crate::error::Error;

use super::counts::Counts;
use super::notes::LocatedNote;

/// The findings of one or more requests.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The findings, in the order of the input, up to the limit of each file.
    pub findings: Vec<Finding>,
    /// For each request that would be rejected: the response.
    pub predicted: Vec<Prediction>,
    /// How the recorded responses compare with the findings.
    pub recorded: Recorded,
    /// How many requests were checked.
    pub requests: usize,
    /// How many requests to other hosts or paths were skipped.
    pub skipped: usize,
    /// How many requests could not be checked because their body is in another file or made by a program.
    pub body_missing: usize,
    /// Why a file could not be read to its end (of several files, the first): `FILE: reason`.
    pub read_error: Option<Error>,
    /// How many files were read.
    pub files: usize,
    /// The notes of its requests, until a [`CrossCheck`](super::CrossCheck) compares them.
    pub(crate) notes: Vec<LocatedNote>,
    pub(crate) suppressed: Vec<Suppressed>,
    /// The findings that the user chose not to see.
    pub(crate) ignored: Vec<SuppressedFinding>,
    /// Why requests were skipped.
    pub(crate) skips: Skips,
    /// What was removed from it.
    pub(crate) omitted: Vec<Omitted>,
}

/// A finding that the user chose not to see.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SuppressedFinding {
    pub(crate) finding: Finding,
    /// Where that was chosen.
    pub(crate) by: SuppressedBy,
}

/// Where the user chose not to see a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SuppressedBy {
    /// In a comment on this line.
    Comment { line: usize, reason: Option<Shown> },
}

/// What was removed from a report because there was too much of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Omitted {
    pub(crate) file: Option<FileName>,
    /// How many findings were removed.
    pub(crate) findings: Counts,
    /// How many findings of each rule were removed, by code.
    pub(crate) rules: BTreeMap<&'static str, usize>,
    /// How many predicted responses were removed.
    pub(crate) predicted: usize,
    /// How many recorded responses that disagree with the findings were removed.
    pub(crate) recorded: usize,
}

impl Omitted {
    /// Counts findings of a rule.
    pub(crate) fn count(
        &mut self,
        file: Option<&FileName>,
        code: &'static str,
        severity: Severity,
        is_fixable: bool,
        count: usize,
    ) {
        self.file = file.cloned();
        self.findings.count_several(severity, is_fixable, count);
        *self.rules.entry(code).or_default() += count;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.findings.total() + self.predicted + self.recorded == 0
    }

    fn extend(&mut self, other: &Omitted) {
        self.findings.add(other.findings);
        self.predicted += other.predicted;
        self.recorded += other.recorded;
        for (code, count) in &other.rules {
            *self.rules.entry(code).or_default() += count;
        }
    }
}

/// The recorded responses of a report, compared with its findings.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Recorded {
    /// How many requests were accepted and have no error, or were rejected as predicted.
    pub agreements: usize,
    /// How many responses do not depend on the request, as for 401, 429 and 5xx.
    pub inconclusive: usize,
    /// All other requests, in the order of the input, up to the limit of findings per file.
    pub disagreements: Vec<Disagreement>,
    /// How many are beyond that limit, by kind.
    pub(crate) omitted: [usize; 4],
}

impl Recorded {
    /// How many requests disagree in this way.
    pub fn count(&self, kind: DisagreementKind) -> usize {
        let listed = self.disagreements.iter().filter(|disagreement| disagreement.kind == kind).count();
        listed + self.omitted[kind as usize]
    }

    /// Whether no response was recorded.
    pub fn is_empty(&self) -> bool {
        self.agreements + self.inconclusive == 0 && self.disagreements.is_empty()
    }

    /// Appends those of another report.
    pub(crate) fn extend(&mut self, other: Recorded) {
        self.agreements += other.agreements;
        self.inconclusive += other.inconclusive;
        self.disagreements.extend(other.disagreements);
        self.omitted.iter_mut().zip(other.omitted).for_each(|(count, more)| *count += more);
    }
}

/// A request whose recorded response is not what its findings say.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Disagreement {
    /// The file, where there is one.
    pub file: Option<FileName>,
    /// Which request of the file.
    pub entry: Option<Arc<RequestId>>,
    /// What disagrees.
    pub kind: DisagreementKind,
    /// The codes of the rules that reported the findings.
    pub codes: Vec<&'static str>,
}

/// How a recorded response differs from what the findings say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisagreementKind {
    /// The request was accepted, although a rule finds an error in it: the rule is uncertain. The finding is a warning.
    Contradiction,
    /// The request was accepted when it was recorded, and would be rejected today: a dated change explains it, or the
    /// evidence is newer than the recording. The finding is a warning.
    Changed,
    /// The request was rejected with another response than the predicted one.
    Difference,
    /// The request was rejected, and no error was found in it.
    NotPredicted,
}

impl DisagreementKind {
    /// The name in the JSON report.
    pub fn as_str(self) -> &'static str {
        match self {
            DisagreementKind::Contradiction => "contradiction",
            DisagreementKind::Changed => "changed",
            DisagreementKind::Difference => "difference",
            DisagreementKind::NotPredicted => "not-predicted",
        }
    }
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

/// A diagnostic that was dropped because another rule reported the fault.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Suppressed {
    /// The code of its rule.
    pub code: &'static str,
    /// Where it is, as in [`Location::pointer`].
    pub pointer: Option<Shown>,
    /// What it says.
    pub message: Shown,
    /// The names of the rules that it yields to, enabled or not.
    pub by: Vec<&'static str>,
}

/// What one entry of a file gave. Findings have no lines or excerpts yet, which are added for a whole text at once.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// In the order of the bytes.
    pub(super) findings: Vec<Finding>,
    /// The response to the request, if it would be rejected.
    pub(super) prediction: Option<Prediction>,
    pub(super) recorded: Recorded,
    /// For comparison with the other requests of the file.
    pub(super) notes: Vec<LocatedNote>,
    pub(super) suppressed: Vec<Suppressed>,
    /// The findings that are not kept.
    pub(super) omitted: Omitted,
}

impl Checked {
    /// Whether nothing was found or noted.
    pub(super) fn is_empty(&self) -> bool {
        self.findings.is_empty()
            && self.notes.is_empty()
            && self.prediction.is_none()
            && self.suppressed.is_empty()
            && self.recorded.is_empty()
            && self.omitted.is_empty()
    }
}

/// The API's response to one request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Prediction {
    /// The file, where there is one.
    pub file: Option<FileName>,
    /// Which request of the file.
    pub entry: Option<Arc<RequestId>>,
    /// The response.
    pub response: Response,
    /// Whether the response that was recorded with the request is this one, apart from differences that do not matter;
    /// `None` if none was recorded, or if it does not depend on the request.
    pub matches_recording: Option<bool>,
}

impl Report {
    /// Whether there is no error: nothing that the target would reject.
    pub fn is_ok(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// How many findings have this severity, including those beyond the limit of findings per file.
    pub fn count(&self, severity: Severity) -> usize {
        let omitted: usize = self.omitted.iter().map(|omitted| omitted.findings.of(severity)).sum();
        self.findings.iter().filter(|finding| finding.severity == severity).count() + omitted
    }

    /// How many findings are not in [`Report::findings`], because their file has too many: see
    /// [`Limits::findings`](crate::Limits::findings).
    pub fn omitted(&self) -> usize {
        self.omitted.iter().map(|omitted| omitted.findings.total()).sum()
    }

    /// The worst severity, if there is any finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Appends another report.
    pub fn extend(&mut self, other: Report) {
        self.findings.extend(other.findings);
        self.predicted.extend(other.predicted);
        self.recorded.extend(other.recorded);
        self.requests += other.requests;
        self.skipped += other.skipped;
        self.body_missing += other.body_missing;
        self.read_error = self.read_error.take().or(other.read_error);
        self.files += other.files;
        self.notes.extend(other.notes);
        self.suppressed.extend(other.suppressed);
        self.ignored.extend(other.ignored);
        self.skips.extend(other.skips);
        other.omitted.into_iter().for_each(|omitted| self.omit(omitted));
    }

    /// Adds what was removed, to that of earlier pieces of its file.
    pub(crate) fn omit(&mut self, omitted: Omitted) {
        match self.omitted.last_mut() {
            Some(earlier) if earlier.file == omitted.file => earlier.extend(&omitted),
            _ => self.omitted.push(omitted),
        }
    }

    /// Diagnostics that were dropped because another rule reported the fault. For tests.
    #[doc(hidden)]
    pub fn suppressed(&self) -> &[Suppressed] {
        &self.suppressed
    }

    /// Adds the counts of a file.
    pub(super) fn count_in(&mut self, found: Found) {
        let tally = found.tally;
        self.skips.extend(found.skips);
        self.read_error = self.read_error.take().or(found.read_error);
        self.requests += tally.requests;
        self.skipped += tally.skipped;
        self.body_missing += tally.body_missing;
    }

    /// Turns the locations in the report of a piece of a file into those in the whole file.
    pub fn shift(&mut self, offset: &PieceOffset) {
        self.findings.iter_mut().for_each(|finding| shift_finding(finding, offset));
        self.predicted.iter_mut().for_each(|prediction| shift_entry(&mut prediction.entry, offset));
        self.recorded.disagreements.iter_mut().for_each(|request| shift_entry(&mut request.entry, offset));
        for note in &mut self.notes {
            shift_span(&mut note.span, &mut note.position, offset);
        }
    }
}

pub(super) fn shift_finding(finding: &mut Finding, offset: &PieceOffset) {
    shift_entry(&mut finding.entry, offset);
    shift_location(&mut finding.location, offset);
    finding.related.iter_mut().for_each(|related| shift_location(&mut related.location, offset));
    let edits = finding.fix.iter_mut().flat_map(|fix| &mut fix.edits);
    edits.for_each(|edit| edit.offset += offset.bytes);
}

fn shift_entry(entry: &mut Option<Arc<RequestId>>, offset: &PieceOffset) {
    if let Some(id) = entry.as_mut().map(Arc::make_mut) {
        id.index += offset.requests;
        id.line = id.line.map(|line| line + offset.lines);
    }
}

fn shift_location(location: &mut Location, offset: &PieceOffset) {
    shift_span(&mut location.span, &mut location.position, offset);
    if let Some(excerpt) = &mut location.excerpt {
        excerpt.first_line += offset.lines;
    }
}

fn shift_span(span: &mut Option<Range<usize>>, position: &mut Option<Position>, offset: &PieceOffset) {
    if let Some(span) = span {
        *span = span.start + offset.bytes..span.end + offset.bytes;
    }
    if let Some(position) = position {
        position.line += offset.lines;
        position.end_line += offset.lines;
    }
}

impl fmt::Display for Report {
    /// One line per finding: `error[PL301] messages: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}
