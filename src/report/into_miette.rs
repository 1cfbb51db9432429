//! Findings as miette diagnostics.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::Style;
use super::snippet::Snippets;
use crate::finding::printable;
use crate::{Finding, Report, Severity};

/// One finding: its windows are cut out, so that it needs no source beside it.
#[derive(Debug)]
pub(super) struct Diagnosis {
    head: String,
    message: String,
    help: Option<String>,
    url: String,
    severity: Severity,
    snippets: Snippets,
}

impl Diagnosis {
    pub(super) fn new(finding: &Finding, style: &Style) -> Self {
        let file = finding.file.as_deref();
        let own = (&finding.location, finding.location.label.as_deref().unwrap_or_default());
        let related = finding.related.iter().map(|related| (&related.location, related.message.as_str()));
        let snippets = Snippets::new(file, std::iter::once(own).chain(related), style.show_values);
        Diagnosis {
            head: head(finding, snippets.is_empty()),
            message: printable(&finding.message).into_owned(),
            help: finding.help.as_deref().map(|help| printable(help).into_owned()),
            url: finding.url.clone(),
            severity: finding.severity,
            snippets,
        }
    }
}

/// ``error[PL301] empty-messages at messages, request 3 `custom-id` ``. The file is named with the source, or else here.
fn head(finding: &Finding, names_file: bool) -> String {
    let mut head = format!("{}[{}] {}", finding.severity, finding.code, finding.rule);
    if !finding.location.path.is_empty() {
        head += " at ";
        head += &printable(&finding.location.path).replace('\n', "\\n");
    }
    if let Some(request) = super::request_of(finding) {
        head += &format!(", {request}");
    }
    if let Some(file) = finding.file.as_deref().filter(|_| names_file) {
        head += " in ";
        head += &printable(file).replace('\n', "\\n");
        if let Some(line) = finding.entry.as_ref().and_then(|place| place.line) {
            head += &format!(":{line}");
        }
    }
    head
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnosis {}

impl Diagnostic for Diagnosis {
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

/// All findings of a report in one error.
#[derive(Debug)]
struct Diagnoses {
    message: String,
    severity: Severity,
    findings: Vec<Diagnosis>,
}

impl fmt::Display for Diagnoses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnoses {}

impl Diagnostic for Diagnoses {
    fn severity(&self) -> Option<miette::Severity> {
        Some(severity(self.severity))
    }
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.findings.iter().map(|finding| finding as &dyn Diagnostic)))
    }
}

impl Report {
    /// The findings as a [`miette::Report`], each with its excerpt, to be printed with `{:?}` or returned from
    /// `main`. It owns what it shows, so that the body may be dropped. The source is drawn by the handler of miette's
    /// feature `fancy`, which the application turns on (the command line does); without it `{:?}` shows the counts alone.
    ///
    /// ```
    /// let report = payloadlint::validate(r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}"#);
    /// if !report.is_ok() {
    ///     let shown = format!("{:?}", report.into_diagnostic());
    ///     assert!(shown.contains("`messages` has no message"));
    /// }
    /// ```
    pub fn into_diagnostic(self) -> miette::Report {
        let findings = self.findings.iter().map(|finding| Diagnosis::new(finding, &Style::default()));
        miette::Report::new(Diagnoses {
            message: super::summary::Counts::of(&self).to_string(),
            severity: self.worst().unwrap_or(Severity::Info),
            findings: findings.collect(),
        })
    }
}
