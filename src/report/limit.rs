//! Bounds the reports of the formats that contain every finding.

use super::group::Groups;
use crate::Report;
use crate::lint::Omitted;

/// How many findings of a file a report contains, and for how many of its requests the predicted response. Of the findings
/// beyond it, only the first few with each rule and message are added, so that no problem is missing because of another
/// one.
pub const MAX_FINDINGS_PER_FILE: usize = 10_000;

/// What a report contains of one file so far.
#[derive(Debug, Default)]
pub struct Limit {
    groups: Groups,
    findings: usize,
    predicted: usize,
}

impl Limit {
    /// Removes from the report of a file, or of a piece of it, what is beyond the limit, and counts it there.
    pub fn apply(&mut self, report: &mut Report) {
        if report.files > 0 {
            // The first piece of a file.
            *self = Limit::default();
        }
        let mut omitted = Omitted::default();
        report.findings.retain(|finding| {
            let is_first_of_kind = self.groups.add(finding);
            let is_kept = self.findings < MAX_FINDINGS_PER_FILE || is_first_of_kind;
            self.findings += 1;
            if !is_kept {
                omitted.count(finding);
            }
            is_kept
        });
        let left = MAX_FINDINGS_PER_FILE.saturating_sub(self.predicted);
        self.predicted += report.predicted.len();
        for prediction in report.predicted.drain(left.min(report.predicted.len())..) {
            omitted.predicted += 1;
            omitted.file = prediction.file;
        }
        if omitted.findings.total() + omitted.predicted > 0 {
            report.omit(omitted);
        }
    }
}
