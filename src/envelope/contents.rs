//! A summary of what a file contains.

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

/// What a file contains.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Contents {
    /// The kind of file that it was read as.
    pub kind: Kind,
    /// How many requests it contains.
    pub tally: Tally,
    /// Each request whose body was not read.
    pub missing_bodies: Vec<MissingBody>,
    /// Why the file could not be read to its end, as for a recording that is not valid YAML. The requests before that
    /// point were read.
    pub read_error: Option<Error>,
}
