//! How often each rule spoke.

use std::collections::BTreeMap;
use std::io;

use super::{Style, paint};
use crate::{Report, Severity};

/// Counts of findings by rule.
#[derive(Debug, Clone, Default)]
pub struct Statistics(BTreeMap<(&'static str, &'static str), (usize, Severity)>);

impl Statistics {
    /// Adds the findings of a report.
    pub fn add(&mut self, report: &Report) {
        for finding in &report.findings {
            let count = self.0.entry((finding.code, finding.rule)).or_insert((0, finding.severity));
            count.0 += 1;
            count.1 = count.1.max(finding.severity);
        }
    }

    /// A line a rule, the most frequent first: count, code, name.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn render(&self, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut rows: Vec<_> = self.0.iter().collect();
        rows.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let width = rows.first().map_or(0, |(_, (count, _))| count.to_string().len());
        for ((code, name), (count, severity)) in rows {
            let code = paint::Painted(code, paint::of(*severity, style.color));
            writeln!(out, "{count:>width$}  {code}  {name}")?;
        }
        Ok(())
    }
}
