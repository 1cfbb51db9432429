//! The number of findings of each rule, and how they compare with the recorded responses.

use std::collections::BTreeMap;
use std::io;

use super::TextOptions;
use super::paint::{self, styled};
use crate::join::join_with;
use crate::mask::{Page, put};
use crate::text::right;
use crate::{Disagreement, DisagreementKind, Recorded, Report, Severity};

/// How many disagreements are listed with their location.
const MAX_LISTED: usize = 50;

/// The number of findings and the highest severity, by code and name of the rule, and the recorded responses.
#[derive(Debug, Clone, Default)]
pub struct Statistics {
    rules: BTreeMap<(&'static str, &'static str), (usize, Severity)>,
    recorded: Recorded,
}

/// The number of findings of a rule.
pub(super) struct RuleCount {
    pub(super) code: &'static str,
    pub(super) rule: &'static str,
    /// The highest severity.
    pub(super) severity: Severity,
    pub(super) findings: usize,
}

impl Statistics {
    /// Adds the findings of a report.
    pub fn add(&mut self, report: &Report) {
        for finding in &report.findings {
            let (count, severity) = self.rules.entry((finding.code, finding.rule)).or_insert((0, finding.severity));
            *count += 1;
            *severity = finding.severity.max(*severity);
        }
        // Of each rule, some findings are in the report.
        for (code, omitted) in report.omitted.iter().flat_map(|omitted| &omitted.rules) {
            let rule = self.rules.iter_mut().find(|((known, _), _)| known == code);
            if let Some((_, (count, _))) = rule {
                *count += omitted;
            }
        }
        self.recorded.extend(report.recorded.clone());
    }

    /// The rules with findings, the most frequent first.
    pub(super) fn rules(&self) -> Vec<RuleCount> {
        let rows = self.rules.iter();
        let mut rules: Vec<_> = rows
            .map(|((code, rule), (findings, severity))| RuleCount {
                code,
                rule,
                severity: *severity,
                findings: *findings,
            })
            .collect();
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.findings));
        rules
    }

    /// Writes one line per rule, the most frequent first: count, code, name. Then the numbers of recorded responses that
    /// agree and disagree with the findings, and where they disagree.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn render(&self, options: &TextOptions, out: &mut Page<'_>) -> io::Result<()> {
        let rules = self.rules();
        let width = rules.first().map_or(0, |rule| rule.findings.to_string().len());
        for RuleCount { code, rule, severity, findings } in rules {
            let code = styled(code, paint::severity(severity), options.color);
            put!(out, "{}  {code}  {rule}\n", right(findings, width), code, rule)?;
        }
        if self.recorded.is_empty() {
            return Ok(());
        }
        if !self.rules.is_empty() {
            put!(out, "\n")?;
        }
        self.render_recorded(out)
    }

    fn render_recorded(&self, out: &mut Page<'_>) -> io::Result<()> {
        let count = |kind| self.recorded.count(kind);
        let rows = [
            (self.recorded.agreements, "agree with the findings"),
            (count(DisagreementKind::Difference), "differ from the predicted response"),
            (count(DisagreementKind::NotPredicted), "were rejected, but no error was found"),
            (count(DisagreementKind::Contradiction), "contradict a rule: accepted in spite of its error"),
            (count(DisagreementKind::Changed), "were accepted then and would or may be rejected today"),
            (self.recorded.inconclusive, "do not depend on the request (401, 429, 5xx …)"),
        ];
        let width = rows.iter().map(|(count, _)| count.to_string().len()).max().unwrap_or_default();
        put!(out, "recorded responses:\n")?;
        for (count, text) in rows.iter().filter(|(count, _)| *count > 0) {
            put!(out, "{}  {text}\n", right(*count, width), text)?;
        }
        self.recorded.disagreements.iter().take(MAX_LISTED).try_for_each(|request| list(request, out))?;
        let omitted: usize = self.recorded.omitted.iter().sum();
        match self.recorded.disagreements.len().saturating_sub(MAX_LISTED) + omitted {
            0 => Ok(()),
            rest => put!(out, "  … and {rest} more\n", rest),
        }
    }
}

/// `  file.jsonl:12: contradiction (PL324)`
fn list(request: &Disagreement, out: &mut Page<'_>) -> io::Result<()> {
    match &request.file {
        Some(file) => put!(out, "  {file}", file)?,
        None => put!(out, "  request")?,
    }
    if let Some(line) = request.entry.as_ref().and_then(|entry| entry.line) {
        put!(out, ":{line}", line)?;
    }
    put!(out, ": {}", request.kind.as_str())?;
    match request.codes.as_slice() {
        [] => put!(out, "\n"),
        codes => put!(out, " ({})\n", join_with(", ", codes)),
    }
}
