//! The number of findings of each rule.

use std::collections::BTreeMap;
use std::io;

use super::TextOptions;
use super::paint::{self, styled};
use crate::{Report, Severity};

/// The number of findings and the highest severity, by code and name of the rule.
#[derive(Debug, Clone, Default)]
pub struct Statistics(BTreeMap<(&'static str, &'static str), (usize, Severity)>);

impl Statistics {
    /// Adds the findings of a report.
    pub fn add(&mut self, report: &Report) {
        for finding in &report.findings {
            let (count, severity) = self.0.entry((finding.code, finding.rule)).or_insert((0, finding.severity));
            *count += 1;
            *severity = finding.severity.max(*severity);
        }
    }

    /// Writes one line per rule, the most frequent first: count, code, name.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn render(&self, options: &TextOptions, out: &mut dyn io::Write) -> io::Result<()> {
        let mut rows: Vec<_> = self.0.iter().collect();
        rows.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let width = rows.first().map_or(0, |(_, (count, _))| count.to_string().len());
        for ((code, name), (count, severity)) in rows {
            let code = styled(code, paint::severity(*severity), options.color);
            writeln!(out, "{count:>width$}  {code}  {name}")?;
        }
        Ok(())
    }
}
