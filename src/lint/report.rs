//! What a linter returns.

use std::fmt;
use std::sync::Arc;

use crate::envelope::Place;
use crate::finding::{Answer, Finding, Severity};

/// The findings of one or more requests.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// What was found, in the order of the input.
    pub findings: Vec<Finding>,
    /// For each request that would be refused: the answer it would get.
    pub predicted: Vec<Prediction>,
    /// How many requests were looked at.
    pub requests: usize,
    /// How many requests to other hosts or paths were passed over.
    pub foreign: usize,
    /// How many requests could not be looked at: their body is in another file or made by a program.
    pub unread: usize,
    /// Why a file could not be read, or not to its end: `FILE: reason`.
    pub troubles: Vec<String>,
}

/// The answer that the API would give to one request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Prediction {
    /// The file, where there is one.
    pub file: Option<Arc<str>>,
    /// Which request of the file.
    pub entry: Option<Arc<Place>>,
    /// The answer.
    pub answer: Answer,
}

impl Report {
    /// Whether nothing was found that the target would refuse.
    pub fn is_ok(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The worst severity, if there is any finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Adds the findings of another report behind this one's.
    pub fn extend(&mut self, other: Report) {
        self.findings.extend(other.findings);
        self.predicted.extend(other.predicted);
        self.requests += other.requests;
        self.foreign += other.foreign;
        self.unread += other.unread;
        self.troubles.extend(other.troubles);
    }
}

impl fmt::Display for Report {
    /// A line a finding: `error[PL301] messages: no message …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}
