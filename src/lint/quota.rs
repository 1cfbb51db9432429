//! How many findings of a file are kept. The rest is counted.

use std::collections::HashMap;

use crate::finding::{Finding, Severity};
use crate::limits::Limits;

use super::report::{Omitted, Report};

/// How many findings with the same rule, severity and message are kept whatever the limit is, so that no problem is missing
/// because of another one.
const OF_EACH_MESSAGE: usize = 3;
/// For how many messages of a rule that applies.
const MESSAGES: usize = 10;

/// What is kept of one file so far.
#[derive(Debug)]
pub(crate) struct Quota {
    limit: usize,
    findings: usize,
    predicted: usize,
    disagreements: usize,
    messages: HashMap<(&'static str, Severity), HashMap<String, usize>>,
}

impl Quota {
    /// For a file of which nothing is kept yet.
    pub(crate) fn new(limits: Limits) -> Self {
        let limit = limits.max_findings();
        Quota { limit, findings: 0, predicted: 0, disagreements: 0, messages: HashMap::new() }
    }

    /// Whether a report of one file contains more than is kept.
    pub(super) fn is_exceeded_by(report: &Report, limits: Limits) -> bool {
        let lengths = [report.findings.len(), report.predicted.len(), report.recorded.disagreements.len()];
        lengths.into_iter().any(|length| length > limits.max_findings())
    }

    /// Counts a finding, and returns whether to keep it.
    pub(super) fn admits(&mut self, code: &'static str, severity: Severity, message: &str) -> bool {
        self.findings += 1;
        let is_first = self.is_one_of_the_first(code, severity, message);
        self.findings <= self.limit || is_first
    }

    fn is_one_of_the_first(&mut self, code: &'static str, severity: Severity, message: &str) -> bool {
        let messages = self.messages.entry((code, severity)).or_default();
        if let Some(count) = messages.get_mut(message) {
            *count += 1;
            return *count <= OF_EACH_MESSAGE;
        }
        let is_new = messages.len() < MESSAGES;
        if is_new {
            messages.insert(message.to_owned(), 1);
        }
        is_new
    }

    /// Removes the findings that are not kept, and counts them.
    pub(super) fn keep(&mut self, findings: &mut Vec<Finding>, omitted: &mut Omitted) {
        findings.retain(|finding| {
            let is_kept = self.admits(finding.code, finding.severity, &finding.message);
            if !is_kept {
                omitted.count_finding(finding);
            }
            is_kept
        });
    }

    /// Removes from the report of the file, or of the next piece of it, what is not kept, and counts it there.
    pub(crate) fn apply(&mut self, report: &mut Report) {
        let mut omitted = Omitted::default();
        self.keep(&mut report.findings, &mut omitted);
        let kept = rest(self.limit, &mut self.predicted, report.predicted.len());
        for prediction in report.predicted.drain(kept..) {
            omitted.predicted += 1;
            omitted.file = prediction.file;
        }
        let kept = rest(self.limit, &mut self.disagreements, report.recorded.disagreements.len());
        for disagreement in report.recorded.disagreements.drain(kept..) {
            omitted.recorded += 1;
            report.recorded.omitted[disagreement.kind as usize] += 1;
            omitted.file = disagreement.file;
        }
        if !omitted.is_empty() {
            report.omit(omitted);
        }
    }
}

/// How many of `more` are kept in addition to the `seen` so far, to which they are added.
fn rest(limit: usize, seen: &mut usize, more: usize) -> usize {
    let left = limit.saturating_sub(*seen);
    *seen += more;
    left.min(more)
}

impl Omitted {
    /// Counts a finding.
    fn count_finding(&mut self, finding: &Finding) {
        self.count(finding.file.as_ref(), finding.code, finding.severity, finding.fix.is_some(), 1);
    }
}
