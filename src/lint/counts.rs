//! How many findings there are of each severity.

use crate::finding::{Finding, Severity};

/// The number of findings by severity, and of those with a fix.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings of severity `error`.
    pub errors: usize,
    /// Findings of severity `warning`.
    pub warnings: usize,
    /// Findings of severity `info`.
    pub infos: usize,
    /// Findings with a fix.
    pub fixable: usize,
}

impl Counts {
    /// Counts a finding.
    pub(crate) fn count(&mut self, finding: &Finding) {
        self.fixable += usize::from(finding.fix.is_some());
        *match finding.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.infos,
        } += 1;
    }

    /// Adds other counts.
    pub(crate) fn add(&mut self, other: Counts) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.fixable += other.fixable;
    }

    /// The number of all findings.
    pub fn total(self) -> usize {
        self.errors + self.warnings + self.infos
    }
}
