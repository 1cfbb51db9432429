//! A summary of what a file contains.

use crate::mask::Shown;

use super::head::Head;
use super::kind::Kind;
use crate::error::Error;

/// How many requests a reader found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Requests that were read.
    pub requests: usize,
    /// Requests to other hosts or paths, and lines that are not requests.
    pub skipped: usize,
    /// Requests to the Messages API whose body is not in the file, or only with unknown parts (`@file`, `$VARIABLE`).
    pub body_missing: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.requests += other.requests;
        self.skipped += other.skipped;
        self.body_missing += other.body_missing;
    }
}

/// What a reader found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// How many requests.
    pub tally: Tally,
    /// Why requests were skipped.
    pub skips: Skips,
    /// Why not all of them were read.
    pub read_error: Option<Error>,
}

impl From<Tally> for Found {
    fn from(tally: Tally) -> Self {
        Found { tally, ..Found::default() }
    }
}

/// Why requests were skipped, in the order in which the reasons were found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Skips {
    list: Vec<Skip>,
}

/// Requests that were skipped for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The reason, in one clause.
    pub reason: Shown,
    /// How many requests.
    pub count: usize,
    /// The 1-based lines of the first few of them.
    pub lines: Vec<usize>,
}

impl Skips {
    /// How many different reasons are kept; the others count as one.
    const MAX_REASONS: usize = 20;
    /// How many lines are kept for a reason.
    const MAX_LINES: usize = 3;

    /// Adds a skipped request.
    pub fn add(&mut self, line: Option<usize>, reason: impl Into<Shown>) {
        self.merge(Skip { reason: reason.into(), count: 1, lines: line.into_iter().collect() });
    }

    /// Adds the reasons of another file.
    pub fn extend(&mut self, other: Skips) {
        other.list.into_iter().for_each(|skip| self.merge(skip));
    }

    fn merge(&mut self, skip: Skip) {
        let known = self.list.iter().position(|known| known.reason == skip.reason);
        let is_full = self.list.len() >= Self::MAX_REASONS;
        match self.list.get_mut(known.unwrap_or(Self::MAX_REASONS)) {
            Some(known) => {
                known.count += skip.count;
                known.lines.extend(skip.lines);
                known.lines.truncate(Self::MAX_LINES);
            }
            None if is_full => self.list.push(Skip { reason: "for other reasons".into(), ..skip }),
            None => self.list.push(skip),
        }
    }

    /// Each reason.
    pub fn iter(&self) -> std::slice::Iter<'_, Skip> {
        self.list.iter()
    }

    /// Whether nothing was skipped.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// A request to the Messages API whose body was not read.
#[derive(Debug, Clone)]
pub struct MissingBody {
    /// The 1-based line that it starts on.
    pub line: Option<usize>,
    /// Why the body was not read, in one clause.
    pub reason: &'static str,
    /// The file that contains the body, if a command names one.
    pub file: Option<BodyFile>,
}

/// A file that a command sends as a body, such as `body.json` in `curl -d @body.json`, and how the command sends it.
///
/// The library does not open files: pass the bytes to [`Linter::lint_body_file`](crate::Linter::lint_body_file).
#[derive(Debug, Clone)]
pub struct BodyFile {
    /// The name of the file as the command writes it.
    pub name: String,
    /// Method, URL and headers, without their locations, which are in the file of the command.
    pub head: Head<'static>,
    /// The body is sent without its line breaks, as `curl -d` does.
    pub strips_line_breaks: bool,
}

impl BodyFile {
    /// Whether the body is sent in the same way, so that the same is wrong with it.
    pub(crate) fn is_sent_like(&self, other: &BodyFile) -> bool {
        self.strips_line_breaks == other.strips_line_breaks && self.head == other.head
    }
}

/// What a file contains.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Contents {
    /// The kind of file that it was read as.
    pub kind: Kind,
    /// How many requests it contains.
    pub tally: Tally,
    /// Why requests were skipped.
    pub skips: Skips,
    /// Each request whose body was not read.
    pub missing_bodies: Vec<MissingBody>,
    /// Why the file could not be read to its end, as for a recording that is not valid YAML. The requests before that
    /// point were read.
    pub read_error: Option<Error>,
}
