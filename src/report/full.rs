//! For people: the source with the fault underlined, what to do, the predicted response of the API, and the evidence.

use std::fmt::Write as _;
use std::io;

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::TextOptions;
use super::into_miette::FindingDiagnostic;
use super::paint::{self, styled};
use crate::finding::sanitized_line;
use crate::{Finding, Report};

/// The column at which prose is wrapped.
const WIDTH: usize = 100;

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, options: &TextOptions, out: &mut dyn io::Write) -> io::Result<()> {
    let theme = if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(WIDTH)
        .with_context_lines(1)
        .with_urls(options.links)
        .with_link_display_text("")
        .without_syntax_highlighting();
    let handler = if options.links { handler.with_links(true) } else { handler };
    let mut text = String::new();
    for finding in &report.findings {
        text.clear();
        handler.render_report(&mut text, &FindingDiagnostic::new(finding, options)).map_err(io::Error::other)?;
        push_response(&mut text, finding, options);
        push_note(&mut text, finding, options);
        push_evidence(&mut text, finding, options);
        writeln!(out, "{text}")?;
    }
    Ok(())
}

/// `   api: 400 invalid_request_error: messages: at least one message is required`
fn push_response(text: &mut String, finding: &Finding, options: &TextOptions) {
    let Some(response) = &finding.response else { return };
    let label = styled("   api: ", paint::LABEL, options.color);
    let _ = write!(text, "{label}{} {}", response.status, response.error_type);
    if let Some(message) = &response.message {
        let _ = write!(text, ": {}", sanitized_line(message));
    }
    text.push('\n');
}

/// `  note: accepted on 2026-08-19, so this rule is uncertain here`
fn push_note(text: &mut String, finding: &Finding, options: &TextOptions) {
    let Some(note) = &finding.note else { return };
    let _ = writeln!(text, "{}{note}", styled("  note: ", paint::LABEL, options.color));
}

/// ` evidence: observed 2026-08-31, live response`
fn push_evidence(text: &mut String, finding: &Finding, options: &TextOptions) {
    let label = styled(" evidence: ", paint::LABEL, options.color);
    let evidence = &finding.evidence;
    let evidence = format!("{} {}, {}", evidence.confidence, evidence.seen, evidence.source);
    let _ = writeln!(text, "{label}{}", styled(evidence, paint::DIMMED, options.color));
}
