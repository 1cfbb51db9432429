//! Annotations for GitHub Actions: `::error file=…,line=…,col=…,title=…::message`.
//!
//! GitHub shows ten errors and ten warnings per step, so errors come first, and of each severity those that do not repeat
//! others.
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::cmp::Reverse;
use std::io;

use super::group::Groups;
use super::{TextOptions, describe_request};
use crate::finding::sanitized;
use crate::text::count;
use crate::{Finding, Report, Severity};

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, _: &TextOptions, out: &mut dyn io::Write) -> io::Result<()> {
    let mut groups = Groups::default();
    let mut file = None;
    let mut findings: Vec<(bool, &Finding)> = Vec::with_capacity(report.findings.len());
    for finding in &report.findings {
        if file.replace(&finding.file) != Some(&finding.file) {
            groups = Groups::default();
        }
        findings.push((groups.add(finding), finding));
    }
    findings.sort_by_key(|(is_first_of_kind, finding)| Reverse((finding.severity, *is_first_of_kind)));
    findings.into_iter().try_for_each(|(_, finding)| annotate(finding, out))?;
    report.omitted.iter().filter(|omitted| omitted.findings.total() > 0).try_for_each(|omitted| {
        let file = omitted.file.as_deref().map(|file| format!("file={},", property(file))).unwrap_or_default();
        let text = format!("{} omitted", count(omitted.findings.total(), "finding"));
        writeln!(out, "::notice {file}title=payloadlint::{text}")
    })
}

fn annotate(finding: &Finding, out: &mut dyn io::Write) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = Vec::new();
    if let Some(file) = &finding.file {
        properties.push(format!("file={}", property(file)));
    }
    if let Some(position) = &finding.location.position {
        properties.push(format!("line={},endLine={}", position.line, position.end_line));
        // GitHub applies both columns to the first line.
        if position.line == position.end_line {
            properties.push(format!("col={},endColumn={}", position.column, position.end_column));
        }
    }
    properties.push(format!("title={}", property(&format!("{} {}", finding.code, finding.rule))));
    writeln!(out, "::{command} {}::{}", properties.join(","), data(&text(finding)))
}

/// The location, the message, the help, the predicted response and the note.
fn text(finding: &Finding) -> String {
    let mut text = String::new();
    if !finding.location.path.is_empty() {
        text += &format!("{}: ", finding.location.path);
    }
    text += &finding.message;
    if let Some(request) = describe_request(finding) {
        text += &format!(" ({request})");
    }
    if let Some(help) = &finding.help {
        text += &format!("\nhelp: {help}");
    }
    if let Some(response) = &finding.response {
        text += &format!("\napi: {} {}", response.status, response.error_type);
        if let Some(message) = &response.message {
            text += &format!(": {message}");
        }
    }
    if let Some(note) = &finding.note {
        text += &format!("\nnote: {note}");
    }
    text
}

/// The message of an annotation, escaped.
fn data(text: &str) -> String {
    sanitized(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, escaped.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
