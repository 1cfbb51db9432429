//! What was met in a file, read or not.

use super::{Head, Kind};

/// How many requests a reader met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Requests found.
    pub requests: usize,
    /// Requests to other hosts or paths, and lines that are no request, passed over.
    pub skipped: usize,
    /// Requests to the Messages API whose body is not in the file, or only with holes in it (`@file`, `$VARIABLE`).
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
pub struct Unread {
    /// 1-based line it starts on.
    pub line: Option<usize>,
    /// Why, in a few words.
    pub reason: &'static str,
    /// The file that holds its body, where a command names one.
    pub file: Option<BodyFile>,
}

/// A file that holds the body of a request, such as that of `curl -d @body.json`, and what the command tells of it.
///
/// The library opens no file: [`Linter::lint_body_file`](crate::Linter::lint_body_file) takes the bytes.
#[derive(Debug, Clone)]
pub struct BodyFile {
    /// Its name as it is written.
    pub name: String,
    /// Method, url and headers. Where they stand is not told: it is in the file of the command.
    pub head: Head<'static>,
    /// Line breaks are left out when it is sent, as `curl -d` does.
    pub is_joined: bool,
}

/// What a file turned out to be.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Contents {
    /// What it was read as.
    pub kind: Kind,
    /// What was met in it.
    pub tally: Tally,
    /// Each request whose body was not read.
    pub body_missing: Vec<Unread>,
    /// Why the file could not be read to its end, where a recording is no YAML. No finding: requests before that
    /// place were visited.
    pub cut_short: Option<String>,
}
