//! One line per finding: ``file:line:column: severity[CODE] message (request 3 `custom-id`); note``.

use std::io;

use super::paint::{self, styled};
use super::{TextOptions, describe_request};
use crate::Report;
use crate::finding::sanitized_line;

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, options: &TextOptions, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        if let Some(file) = &finding.file {
            write!(out, "{}:", sanitized_line(file))?;
        }
        match (&finding.location.cell, &finding.location.position) {
            (Some(cell), _) => write!(out, "cell {}:{}:{}: ", cell.cell, cell.line, cell.column)?,
            (None, Some(position)) => write!(out, "{}:{}: ", position.line, position.column)?,
            _ if finding.location.path.is_empty() => write!(out, " ")?,
            _ => write!(out, " {}: ", sanitized_line(&finding.location.path))?,
        }
        let head = format!("{}[{}]", finding.severity, finding.code);
        let head = styled(head, paint::severity(finding.severity), options.color);
        let request = describe_request(finding).map(|request| format!(" ({request})")).unwrap_or_default();
        let note = finding.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
        writeln!(out, "{head} {}{request}{note}", sanitized_line(&finding.message))?;
    }
    Ok(())
}
