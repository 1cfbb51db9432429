//! The counts of a run, and the line that they end it with.

use std::fmt;

use crate::Report;
use crate::envelope::Skips;
use crate::join::{join_and, join_with};
use crate::lint::Counts;
use crate::mask::{Show, Shown, shown};
use crate::text::count;

/// The counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Requests that were checked.
    pub requests: usize,
    /// Findings, including those that are not shown.
    pub findings: Counts,
    /// Requests to other hosts or paths.
    pub skipped: usize,
    /// Requests whose body was not read because it is elsewhere or made by a program.
    pub body_missing: usize,
    /// Files that were skipped because they are clearly not requests.
    pub skipped_files: usize,
    /// Why requests were skipped.
    pub skips: Skips,
    /// Findings that comments suppress.
    pub suppressed: usize,
    /// Findings that are not shown one by one, because they repeat others.
    pub grouped: usize,
    /// Findings beyond the limit per file.
    pub omitted: usize,
}

impl Summary {
    /// The counts of one report, including what was removed from it.
    pub fn of(report: &Report) -> Self {
        let mut summary = Summary {
            files: report.files,
            requests: report.requests,
            skipped: report.skipped,
            body_missing: report.body_missing,
            suppressed: report.ignored.len(),
            skips: report.skips.clone(),
            ..Summary::default()
        };
        report.findings.iter().for_each(|finding| summary.findings.count(finding));
        for omitted in &report.omitted {
            summary.findings.add(omitted.findings);
            summary.omitted += omitted.findings.total();
        }
        summary
    }

    /// Adds the counts of another report.
    pub fn add(&mut self, report: &Report) {
        let other = Summary::of(report);
        self.files += other.files;
        self.requests += other.requests;
        self.findings.add(other.findings);
        self.skipped += other.skipped;
        self.body_missing += other.body_missing;
        self.suppressed += other.suppressed;
        self.skips.extend(other.skips);
        self.omitted += other.omitted;
    }

    /// Whether nothing was recognized as a request: there was nothing to find problems in.
    fn is_empty(&self) -> bool {
        self.requests + self.findings.total() == 0
    }

    /// `3 files`, `4 files skipped: no requests found`; `7 files examined` if there were no requests in any.
    fn file_counts(&self) -> Vec<Shown> {
        if self.is_empty() {
            let examined = self.files + self.skipped_files;
            return Vec::from_iter((examined > 0).then(|| shown!("{} examined", count(examined, "file"))));
        }
        let read = (self.files > 0).then(|| shown!("{}", count(self.files, "file")));
        let skipped = (self.skipped_files > 0)
            .then(|| shown!("{} skipped: no requests found", count(self.skipped_files, "file")));
        read.into_iter().chain(skipped).collect()
    }

    /// `2 requests skipped: sent to another host or path (2)`
    fn skipped_requests(&self) -> Shown {
        let skipped = count(self.skipped, "request");
        if !self.is_empty() || self.skips.is_empty() {
            return shown!("{skipped} skipped: not for the Messages API", skipped);
        }
        /// How many reasons are named.
        const NAMED: usize = 3;
        let mut reasons: Vec<_> = self.skips.iter().collect();
        reasons.sort_by_key(|skip| std::cmp::Reverse(skip.count));
        let named = reasons.iter().take(NAMED).map(|skip| match skip.count {
            1 => skip.reason.clone(),
            several => shown!("{} ({several})", skip.reason, several),
        });
        let more = if reasons.len() > NAMED { ", and for other reasons" } else { "" };
        shown!("{skipped} skipped: {}{more}", join_with(", ", named), skipped, more)
    }

    /// What was found, and where: `2 errors and 1 warning in 7 requests`.
    fn result(&self) -> Shown {
        let Counts { errors, warnings, infos, .. } = self.findings;
        let found: Vec<_> = [(errors, "error"), (warnings, "warning"), (infos, "info")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, noun)| count(number, noun))
            .collect();
        match found.as_slice() {
            [] if self.is_empty() => "no requests to the Messages API found".into(),
            [] => shown!("no problems found in {}", count(self.requests, "request")),
            found => shown!("{} in {}", join_and(found), count(self.requests, "request")),
        }
    }
}

impl Show for Summary {}

impl fmt::Display for Summary {
    /// `2 errors and 1 warning in 7 requests (3 files; 4 files skipped: no requests found)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut details = self.file_counts();
        if self.skipped > 0 {
            details.push(self.skipped_requests());
        }
        for (number, noun, what) in [
            (self.body_missing, "body", "not read: see --show-files"),
            (self.suppressed, "finding", "suppressed by comments"),
            (self.grouped, "repeated finding", "grouped: see --show-all"),
            (self.omitted, "finding", "omitted: see --show-all"),
        ] {
            if number > 0 {
                details.push(shown!("{} {what}", count(number, noun), what));
            }
        }
        let result = self.result();
        match details.is_empty() {
            true => result.fmt(f),
            false => shown!("{result} ({})", join_with("; ", details), result).fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skips() -> Skips {
        let mut skips = Skips::default();
        for reason in ["not a POST request", "sent to another host or path", "sent to another host or path"] {
            skips.add(None, reason);
        }
        skips
    }

    fn counts(errors: usize, warnings: usize, infos: usize) -> Counts {
        Counts { errors, warnings, infos, fixable: 0 }
    }

    #[test]
    fn counts_are_written_as_a_sentence() {
        for (summary, text) in [
            (Summary::default(), "no requests to the Messages API found"),
            (Summary { requests: 1, ..Summary::default() }, "no problems found in 1 request"),
            (
                Summary { skipped: 3, files: 2, skips: skips(), skipped_files: 4, ..Summary::default() },
                "no requests to the Messages API found (6 files examined; \
                 3 requests skipped: sent to another host or path (2), not a POST request)",
            ),
            (
                Summary { skipped: 3, requests: 1, skips: skips(), ..Summary::default() },
                "no problems found in 1 request (3 requests skipped: not for the Messages API)",
            ),
            (Summary { findings: counts(1, 0, 0), requests: 1, ..Summary::default() }, "1 error in 1 request"),
            (
                Summary { findings: counts(2, 1, 1), requests: 7, files: 3, skipped_files: 1, ..Summary::default() },
                "2 errors, 1 warning and 1 info in 7 requests (3 files; 1 file skipped: no requests found)",
            ),
            (
                Summary { findings: counts(20, 0, 0), requests: 20, grouped: 17, omitted: 1, ..Summary::default() },
                "20 errors in 20 requests (17 repeated findings grouped: see --show-all; 1 finding omitted: see --show-all)",
            ),
            (
                Summary { requests: 2, suppressed: 1, ..Summary::default() },
                "no problems found in 2 requests (1 finding suppressed by comments)",
            ),
            (
                Summary { body_missing: 2, ..Summary::default() },
                "no requests to the Messages API found (2 bodies not read: see --show-files)",
            ),
        ] {
            assert_eq!(summary.to_string(), text);
        }
    }
}
