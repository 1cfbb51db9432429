//! How many of each: the last line of a run.

use std::fmt;

use crate::join::join_and;
use crate::text::count;
use crate::{Report, Severity};

/// The numbers of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files read.
    pub files: usize,
    /// Requests looked at.
    pub requests: usize,
    /// Findings of severity `error`.
    pub errors: usize,
    /// Findings of severity `warning`.
    pub warnings: usize,
    /// Findings of severity `info`.
    pub infos: usize,
    /// Findings that come with a fix.
    pub fixable: usize,
    /// Requests to other hosts or paths.
    pub skipped: usize,
    /// Requests whose body was not read: it is elsewhere, or made by a program.
    pub body_missing: usize,
    /// Files that were passed over because they are plainly no request.
    pub skipped_files: usize,
}

impl Counts {
    /// The numbers of one report.
    pub fn of(report: &Report) -> Self {
        Counts {
            files: report.files,
            requests: report.requests,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            fixable: report.findings.iter().filter(|finding| finding.fix.is_some()).count(),
            skipped: report.skipped,
            body_missing: report.body_missing,
            skipped_files: 0,
        }
    }

    /// Adds those of another report.
    pub fn add(&mut self, report: &Report) {
        let other = Counts::of(report);
        self.files += other.files;
        self.requests += other.requests;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.fixable += other.fixable;
        self.skipped += other.skipped;
        self.body_missing += other.body_missing;
    }
}

impl fmt::Display for Counts {
    /// `2 errors and 1 warning in 7 requests (3 files; 4 files skipped_files: no request)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found: Vec<String> = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "info")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, noun)| count(number, noun))
            .collect();
        match found.as_slice() {
            [] => write!(f, "nothing found")?,
            found => write!(f, "{}", join_and(found.iter()))?,
        }
        write!(f, " in {}", count(self.requests, "request"))?;
        let mut beside = Vec::new();
        if self.files > 0 {
            beside.push(count(self.files, "file"));
        }
        if self.skipped_files > 0 {
            beside.push(format!("{} skipped: no request", count(self.skipped_files, "file")));
        }
        if self.skipped > 0 {
            beside.push(format!("{} passed over: not for the Messages API", count(self.skipped, "record")));
        }
        if self.body_missing > 0 {
            beside.push(format!("{} not read: see --show-files", count(self.body_missing, "body")));
        }
        if beside.is_empty() { Ok(()) } else { write!(f, " ({})", beside.join("; ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_a_sentence() {
        for (counts, text) in [
            (Counts::default(), "nothing found in 0 requests"),
            (Counts { errors: 1, requests: 1, ..Counts::default() }, "1 error in 1 request"),
            (
                Counts {
                    errors: 2,
                    warnings: 1,
                    infos: 1,
                    requests: 7,
                    files: 3,
                    skipped_files: 1,
                    ..Counts::default()
                },
                "2 errors, 1 warning and 1 info in 7 requests (3 files; 1 file skipped: no request)",
            ),
            (
                Counts { body_missing: 2, ..Counts::default() },
                "nothing found in 0 requests (2 bodies not read: see --show-files)",
            ),
        ] {
            assert_eq!(counts.to_string(), text);
        }
    }
}
