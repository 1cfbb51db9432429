//! The `payloadlint` command.

use std::io::Write;
use std::process::ExitCode;

use payloadlint::{FileOptions, Linter};

fn main() -> ExitCode {
    let linter = Linter::default();
    let mut out = std::io::stdout().lock();
    let mut ok = true;
    for path in std::env::args().skip(1) {
        let Ok(text) = std::fs::read(&path) else { return ExitCode::from(2) };
        if let Some(report) = linter.lint_file(&path, &text, FileOptions { named: true, ..Default::default() }) {
            ok &= report.is_ok();
            for finding in &report.findings {
                let _ = writeln!(out, "{path}: {finding}\n    {:?}", finding.answer);
            }
        }
    }
    if ok { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
