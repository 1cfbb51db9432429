//! Output formats.

use payloadlint::internals::report::statistics::Statistics;
use payloadlint::internals::report::summary::Summary;
use payloadlint::internals::report::{Page, Render, TextOptions, concise, full, github, json};
use payloadlint::{FileOptions, Linter, Report};

use super::first_line;

/// Renders the report on a file in every format. The first line is the name of the file.
pub fn check(data: &[u8]) {
    let (name, text) = first_line(data);
    let Some(report) = Linter::default().lint_file(&name, text, FileOptions { named: true }) else { return };
    for show_values in [false, true] {
        let options = TextOptions { show_values, ..TextOptions::default() };
        check_lines(&written(full::render, &report, &options));
        let lines = written(concise::render, &report, &options);
        check_lines(&lines);
        assert_eq!(lines.lines().count(), report.findings.len(), "{lines:?}");
        let colored = TextOptions { color: true, links: true, show_values };
        written(full::render, &report, &colored);
        written(concise::render, &report, &colored);
    }
    check_json(&written(json::render, &report, &TextOptions::default()));
    check_commands(&written(github::render, &report, &TextOptions::default()), report.findings.len());
    check_totals(&report);
    check_characters(&format!("{:?}", report.into_diagnostic()), true);
}

fn written(render: Render, report: &Report, options: &TextOptions) -> String {
    let mut out = Vec::new();
    render(report, options, &mut Page::new(&mut out)).expect("writing to memory does not fail");
    String::from_utf8(out).expect("output is UTF-8")
}

/// No line controls a terminal, or is a command to GitHub Actions, which reads commands in any output.
fn check_lines(text: &str) {
    check_characters(text, false);
    let is_command = |line: &&str| line.trim_start().starts_with("::");
    assert_eq!(text.lines().find(is_command), None, "a line is a command");
}

fn check_characters(text: &str, may_be_colored: bool) {
    let is_allowed = |c: char| c == '\n' || (may_be_colored && c == '\u{1b}');
    let found = text.chars().find(|c| !is_allowed(*c) && (c.is_control() || is_invisible(*c)));
    assert_eq!(found, None, "a control character in {text:?}");
}

/// Characters that change the direction of text or have no width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// One document on one line.
fn check_json(text: &str) {
    let document: serde_json::Value = serde_json::from_str(text).expect("valid JSON");
    assert!(document.is_object());
    check_characters(text, false);
    assert_eq!(text.lines().count(), 1, "{text:?}");
}

/// One command for each finding.
fn check_commands(text: &str, findings: usize) {
    check_characters(text, false);
    assert_eq!(text.lines().count(), findings, "{text:?}");
    let is_command = |line: &str| ["::error ", "::warning ", "::notice "].iter().any(|name| line.starts_with(name));
    assert!(text.lines().all(is_command), "{text:?}");
}

fn check_totals(report: &Report) {
    check_lines(&Summary::of(report).to_string());
    let mut statistics = Statistics::default();
    statistics.add(report);
    let mut out = Vec::new();
    statistics.render(&TextOptions::default(), &mut Page::new(&mut out)).expect("writing to memory does not fail");
    check_lines(&String::from_utf8(out).expect("output is UTF-8"));
}
