//! For people: the source with the fault underlined, why, what to do, what the API would answer, and how that is known.

use std::fmt::Write as _;
use std::io;

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::into_miette::Diagnosis;
use super::{Style, paint};
use crate::finding::printable;
use crate::{Finding, Report, rules};

/// Columns that prose is wrapped at.
const WIDTH: usize = 100;

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(WIDTH)
        .with_context_lines(1)
        .with_urls(style.links)
        .with_link_display_text("")
        .without_syntax_highlighting();
    let handler = if style.links { handler.with_links(true) } else { handler };
    let mut text = String::new();
    for finding in &report.findings {
        text.clear();
        handler.render_report(&mut text, &Diagnosis::new(finding, style)).map_err(io::Error::other)?;
        push_answer(&mut text, finding, style);
        push_evidence(&mut text, finding, style);
        writeln!(out, "{text}")?;
    }
    Ok(())
}

/// `   api: 400 invalid_request_error: messages: at least one message is required`
fn push_answer(text: &mut String, finding: &Finding, style: &Style) {
    let Some(answer) = &finding.response else { return };
    let name = paint::Painted("   api: ", paint::name(style.color));
    let _ = write!(text, "{name}{} {}", answer.status, answer.error_type);
    if let Some(message) = &answer.message {
        let _ = write!(text, ": {}", printable(message).replace('\n', "\\n"));
    }
    text.push('\n');
}

/// ` known: observed 2026-08-31, live answer`
fn push_evidence(text: &mut String, finding: &Finding, style: &Style) {
    let Some(rule) = rules::find(finding.code) else { return };
    let name = paint::Painted(" known: ", paint::name(style.color));
    let evidence = format!("{} {}, {}", finding.evidence.confidence, rule.seen, rule.source);
    let _ = writeln!(text, "{name}{}", paint::Painted(evidence, paint::quiet(style.color)));
}
