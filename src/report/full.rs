//! For people: the source with the fault underlined, what to do, the predicted response of the API, and the evidence.

use std::io;

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::TextOptions;
use super::into_miette::FindingDiagnostic;
use super::paint::{self, styled};
use crate::mask::{Page, put, shown};
use crate::{Finding, Report};

/// The column at which prose is wrapped.
const WIDTH: usize = 100;

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, options: &TextOptions, out: &mut Page<'_>) -> io::Result<()> {
    let theme = if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(WIDTH)
        .with_context_lines(1)
        .with_urls(options.links)
        .with_link_display_text("")
        .without_syntax_highlighting();
    let handler = if options.links { handler.with_links(true) } else { handler };
    for finding in &report.findings {
        put!(out, "{}", FindingDiagnostic::new(finding, options).drawn(&handler).map_err(io::Error::other)?)?;
        put_response(finding, options, out)?;
        if let Some(note) = &finding.note {
            // `  note: accepted on 2026-08-19, so this rule is uncertain here`
            put!(out, "{}{note}\n", styled("  note: ", paint::LABEL, options.color), note)?;
        }
        put_evidence(finding, options, out)?;
        put!(out, "\n")?;
    }
    Ok(())
}

/// `   api: 400 invalid_request_error: messages: at least one message is required`
fn put_response(finding: &Finding, options: &TextOptions, out: &mut Page<'_>) -> io::Result<()> {
    let Some(response) = &finding.response else { return Ok(()) };
    let label = styled("   api: ", paint::LABEL, options.color);
    put!(out, "{label}{} {}", response.status, response.error_type, label)?;
    if let Some(message) = &response.message {
        put!(out, ": {message}", message)?;
    }
    put!(out, "\n")
}

/// ` evidence: observed 2026-08-31, live response`
fn put_evidence(finding: &Finding, options: &TextOptions, out: &mut Page<'_>) -> io::Result<()> {
    let label = styled(" evidence: ", paint::LABEL, options.color);
    let evidence = &finding.evidence;
    let evidence = shown!("{} {}, {}", evidence.confidence, evidence.seen, evidence.source);
    put!(out, "{label}{}\n", styled(evidence, paint::DIMMED, options.color), label)
}
