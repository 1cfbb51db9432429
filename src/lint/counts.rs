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
        self.count_several(finding.severity, finding.fix.is_some(), 1);
    }

    /// Counts findings of this severity.
    pub(crate) fn count_several(&mut self, severity: Severity, are_fixable: bool, count: usize) {
        self.fixable += if are_fixable { count } else { 0 };
        *match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.infos,
        } += count;
    }

    /// The number of findings of this severity.
    pub(crate) fn of(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Info => self.infos,
        }
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
