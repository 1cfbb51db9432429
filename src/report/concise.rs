//! One line per finding: ``file:line:column: severity[CODE] message (request 3 `custom-id`); note``.

use std::io;

use super::paint::{self, styled};
use super::{TextOptions, describe_request};
use crate::Report;
use crate::mask::{Page, put, shown};

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, options: &TextOptions, out: &mut Page<'_>) -> io::Result<()> {
    for finding in &report.findings {
        if let Some(file) = &finding.file {
            put!(out, "{file}:", file)?;
        }
        match (&finding.location.cell, &finding.location.position) {
            (Some(cell), _) => put!(out, "cell {}:{}:{}: ", cell.cell, cell.line, cell.column)?,
            (None, Some(position)) => put!(out, "{}:{}: ", position.line, position.column)?,
            _ if finding.location.path.is_empty() => put!(out, " ")?,
            _ => put!(out, " {}: ", finding.location.path)?,
        }
        let head = shown!("{}[{}]", finding.severity, finding.code);
        let head = styled(head, paint::severity(finding.severity), options.color);
        let request = describe_request(finding).map(|request| shown!(" ({request})", request)).unwrap_or_default();
        let note = finding.note.as_ref().map(|note| shown!("; {note}", note)).unwrap_or_default();
        put!(out, "{head} {}{request}{note}\n", finding.message, head, request, note)?;
    }
    Ok(())
}
