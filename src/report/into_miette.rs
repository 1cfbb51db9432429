//! Findings as miette diagnostics.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::TextOptions;
use super::snippet::Snippets;
use super::summary::Summary;
use crate::mask::{Shown, shown};
use crate::{Finding, Report, Severity};

/// A finding. It contains the windows of the source that it shows.
#[derive(Debug)]
pub(super) struct FindingDiagnostic {
    head: Shown,
    message: Shown,
    help: Option<Shown>,
    url: Shown,
    severity: Severity,
    snippets: Snippets,
}

impl FindingDiagnostic {
    pub(super) fn new(finding: &Finding, options: &TextOptions) -> Self {
        let file = finding.file.as_ref();
        let own = (&finding.location, finding.location.label.as_ref());
        let related = finding.related.iter().map(|related| (&related.location, Some(&related.message)));
        let snippets = Snippets::new(file, std::iter::once(own).chain(related), options.show_values);
        FindingDiagnostic {
            head: head(finding, snippets.is_empty()),
            message: finding.message.clone(),
            help: finding.help.clone(),
            url: finding.url.clone(),
            severity: finding.severity,
            snippets,
        }
    }
}

#[cfg(feature = "cli")]
impl FindingDiagnostic {
    /// The finding as a handler draws it. It consists of what may be shown.
    pub(super) fn drawn(&self, handler: &miette::GraphicalReportHandler) -> Result<super::paint::Drawn, fmt::Error> {
        let mut text = String::new();
        handler.render_report(&mut text, self)?;
        Ok(super::paint::Drawn::from_parts(text))
    }
}

/// ``error[PL301] empty-messages at messages, request 3 `custom-id` ``. The file is named with the source, or here if
/// there is none.
fn head(finding: &Finding, names_file: bool) -> Shown {
    let mut head = shown!("{}[{}] {}", finding.severity, finding.code, finding.rule);
    if !finding.location.path.is_empty() {
        head = shown!("{head} at {}", finding.location.path, head);
    }
    if let Some(request) = super::describe_request(finding) {
        head = shown!("{head}, {request}", head, request);
    }
    if let Some(file) = finding.file.as_ref().filter(|_| names_file) {
        head = shown!("{head} in {file}", head, file);
        if let Some(line) = finding.entry.as_ref().and_then(|request| request.line) {
            head = shown!("{head}:{line}", head, line);
        }
    }
    head
}

impl fmt::Display for FindingDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
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
    message: Summary,
    severity: Severity,
    findings: Vec<FindingDiagnostic>,
}

impl fmt::Display for ReportDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
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
            message: Summary::of(&self),
            severity: self.worst().unwrap_or(Severity::Info),
            findings: findings.collect(),
        })
    }
}
