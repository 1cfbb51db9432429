//! Findings as miette diagnostics.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::TextOptions;
use super::snippet::Snippets;
use crate::finding::{sanitized, sanitized_line};
use crate::{Finding, Report, Severity};

/// A finding. It contains the windows of the source that it shows.
#[derive(Debug)]
pub(super) struct FindingDiagnostic {
    head: String,
    message: String,
    help: Option<String>,
    url: String,
    severity: Severity,
    snippets: Snippets,
}

impl FindingDiagnostic {
    pub(super) fn new(finding: &Finding, options: &TextOptions) -> Self {
        let file = finding.file.as_deref();
        let own = (&finding.location, finding.location.label.as_deref().unwrap_or_default());
        let related = finding.related.iter().map(|related| (&related.location, related.message.as_str()));
        let snippets = Snippets::new(file, std::iter::once(own).chain(related), options.show_values);
        FindingDiagnostic {
            head: head(finding, snippets.is_empty()),
            message: sanitized(&finding.message).into_owned(),
            help: finding.help.as_deref().map(|help| sanitized(help).into_owned()),
            url: finding.url.clone(),
            severity: finding.severity,
            snippets,
        }
    }
}

/// ``error[PL301] empty-messages at messages, request 3 `custom-id` ``. The file is named with the source, or here if
/// there is none.
fn head(finding: &Finding, names_file: bool) -> String {
    let mut head = format!("{}[{}] {}", finding.severity, finding.code, finding.rule);
    if !finding.location.path.is_empty() {
        head += " at ";
        head += &sanitized_line(&finding.location.path);
    }
    if let Some(request) = super::describe_request(finding) {
        head += &format!(", {request}");
    }
    if let Some(file) = finding.file.as_deref().filter(|_| names_file) {
        head += " in ";
        head += &sanitized_line(file);
        if let Some(line) = finding.entry.as_ref().and_then(|request| request.line) {
            head += &format!(":{line}");
        }
    }
    head
}

impl fmt::Display for FindingDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FindingDiagnostic {}

impl Diagnostic for FindingDiagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.head))
    }
    fn severity(&self) -> Option<miette::Severity> {
        Some(severity(self.severity))
    }
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.url))
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.snippets.is_empty()).then_some(&self.snippets as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippets.labels()))
    }
}

fn severity(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Info => miette::Severity::Advice,
    }
}

/// The findings of a report as one error.
#[derive(Debug)]
struct ReportDiagnostic {
    message: String,
    severity: Severity,
    findings: Vec<FindingDiagnostic>,
}

impl fmt::Display for ReportDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReportDiagnostic {}

impl Diagnostic for ReportDiagnostic {
    fn severity(&self) -> Option<miette::Severity> {
        Some(severity(self.severity))
    }
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.findings.iter().map(|finding| finding as &dyn Diagnostic)))
    }
}

impl Report {
    /// The findings as a [`miette::Report`], each with its excerpt, to print with `{:?}` or to return from `main`. It
    /// owns what it shows, so the body can be dropped. The source is drawn by the handler of miette's feature `fancy`,
    /// which the application enables (the command line does); without it, `{:?}` shows only the counts.
    ///
    /// ```
    /// let report = payloadlint::validate(r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}"#);
    /// if !report.is_ok() {
    ///     let shown = format!("{:?}", report.into_diagnostic());
    ///     assert!(shown.contains("`messages` is empty"));
    /// }
    /// ```
    pub fn into_diagnostic(self) -> miette::Report {
        let findings = self.findings.iter().map(|finding| FindingDiagnostic::new(finding, &TextOptions::default()));
        miette::Report::new(ReportDiagnostic {
            message: super::summary::Summary::of(&self).to_string(),
            severity: self.worst().unwrap_or(Severity::Info),
            findings: findings.collect(),
        })
    }
}
