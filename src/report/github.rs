//! Annotations for GitHub Actions: `::error file=…,line=…,col=…,title=…::message`.
//!
//! GitHub shows ten errors and ten warnings per step, so errors come first.
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::io;

use super::{TextOptions, describe_request};
use crate::finding::sanitized;
use crate::{Finding, Report, Severity};

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, _: &TextOptions, out: &mut dyn io::Write) -> io::Result<()> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings.into_iter().try_for_each(|finding| annotate(finding, out))
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
