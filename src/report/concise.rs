//! One line a finding: ``file:line:column: severity[CODE] message (request 3 `custom-id`)``.

use std::io;

use super::{Style, paint, request_of};
use crate::Report;
use crate::finding::printable;

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        if let Some(file) = &finding.file {
            write!(out, "{}:", printable(file).replace('\n', "\\n"))?;
        }
        match &finding.location.position {
            Some(position) => write!(out, "{}:{}: ", position.line, position.column)?,
            None if finding.location.path.is_empty() => write!(out, " ")?,
            None => write!(out, " {}: ", printable(&finding.location.path))?,
        }
        let head = format!("{}[{}]", finding.severity, finding.code);
        let head = paint::Painted(head, paint::of(finding.severity, style.color));
        let request = request_of(finding).map(|request| format!(" ({request})")).unwrap_or_default();
        writeln!(out, "{head} {}{request}", printable(&finding.message).replace('\n', "\\n"))?;
    }
    Ok(())
}
