//! Annotations for GitHub Actions: `::error file=…,line=…,col=…,title=…::message`.
//!
//! GitHub shows ten errors and ten warnings per step, so errors come first, and of each severity those that do not repeat
//! others.
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::cmp::Reverse;
use std::io;

use super::group::Groups;
use super::paint::Drawn;
use super::{TextOptions, describe_request};
use crate::mask::{Page, Shown, put, shown, workflow_data, workflow_property};
use crate::text::count;
use crate::{Finding, Report, Severity};

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, _: &TextOptions, out: &mut Page<'_>) -> io::Result<()> {
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
        if let Some(file) = &omitted.file {
            put!(out, "::notice file={},title=payloadlint::", property(file.shown()))?;
        } else {
            put!(out, "::notice title=payloadlint::")?;
        }
        put!(out, "{} omitted\n", count(omitted.findings.total(), "finding"))
    })
}

fn annotate(finding: &Finding, out: &mut Page<'_>) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    put!(out, "::{command} ", command)?;
    if let Some(file) = &finding.file {
        put!(out, "file={},", property(file.shown()))?;
    }
    if let Some(position) = &finding.location.position {
        put!(out, "line={},endLine={},", position.line, position.end_line)?;
        // GitHub applies both columns to the first line.
        if position.line == position.end_line {
            put!(out, "col={},endColumn={},", position.column, position.end_column)?;
        }
    }
    put!(out, "title={}::", property(&shown!("{} {}", finding.code, finding.rule)))?;
    write_text(finding, out)?;
    put!(out, "\n")
}

/// The location, the message, the help, the predicted response and the note, on lines of their own.
fn write_text(finding: &Finding, out: &mut Page<'_>) -> io::Result<()> {
    if !finding.location.path.is_empty() {
        put!(out, "{}: ", data(&finding.location.path))?;
    }
    put!(out, "{}", data(&finding.message))?;
    if let Some(request) = describe_request(finding) {
        put!(out, " ({})", data(&request))?;
    }
    if let Some(help) = &finding.help {
        put!(out, "{LINE_BREAK}help: {}", data(help), LINE_BREAK)?;
    }
    if let Some(response) = &finding.response {
        put!(out, "{LINE_BREAK}api: {} {}", response.status, data(&response.error_type), LINE_BREAK)?;
        if let Some(message) = &response.message {
            put!(out, ": {}", data(message))?;
        }
    }
    match &finding.note {
        Some(note) => put!(out, "{LINE_BREAK}note: {}", data(note), LINE_BREAK),
        None => Ok(()),
    }
}

/// A line break in the message of an annotation.
const LINE_BREAK: &str = "%0A";

/// Text in the message of an annotation.
fn data(text: &Shown) -> Drawn {
    Drawn::from_parts(workflow_data(text))
}

/// The value of a property.
fn property(text: &Shown) -> Drawn {
    Drawn::from_parts(workflow_property(text))
}
