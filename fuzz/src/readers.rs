//! Readers of files.

use payloadlint::{FileOptions, InputKind, Linter};

use super::{first_line, report};

/// The kinds of files that are not source code. Any other is: a reader that is added is covered without a change here.
const NOT_CODE: &[&str] = &[
    "body", "batch", "exchange", "jsonl", "vcr", "har", "nock", "wiremock", "pact", "httpmock", "httprr", "shell",
    "markdown", "rst", "asciidoc", "http",
];

/// Reads a file with the reader that its first line names, as with `--input`; if it names none, the reader is chosen by
/// the content and by this name.
pub fn check_any(data: &[u8]) {
    let (name, text) = first_line(data);
    lint(&name, name.parse().ok(), text);
}

/// Reads a file with every reader of source code.
pub fn check_code(text: &[u8]) {
    for kind in InputKind::ALL.iter().filter(|kind| !NOT_CODE.contains(&kind.as_str())) {
        lint("file", Some(*kind), text);
    }
}

fn lint(name: &str, kind: Option<InputKind>, text: &[u8]) {
    let linter = match kind {
        Some(kind) => Linter::builder().input(kind).build().unwrap_or_default(),
        None => Linter::default(),
    };
    let Some(report) = linter.lint_file(name, text, FileOptions { named: true }) else { return };
    // Spans are those of the unpacked file.
    if !text.starts_with(&[0x1f, 0x8b]) {
        report::check(&report, text);
    }
    let lines = linter.lint_lines(name, text, FileOptions { named: true });
    report::check(&lines, text);
}
