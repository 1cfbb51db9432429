//! Recorded requests with status 200 have no errors.

#![allow(clippy::print_stderr, reason = "the test may say that it was skipped")]

use std::fs;

use payloadlint::{FileOptions, Linter, Severity};

use crate::common::recorded_traffic;

#[test]
fn accepted_requests_have_no_errors() {
    let files = recorded_traffic();
    if files.is_empty() {
        eprintln!("skipped: no recorded traffic");
        return;
    }
    let linter = Linter::default();
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read(&path).unwrap();
        let records: Vec<serde_json::Value> = text
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        let report = linter.lint_file(&path.display().to_string(), &text, FileOptions { named: true }).unwrap();
        for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
            let line = finding.location.position.unwrap().line;
            let record = &records[line - 1];
            if record["status"] == 200 {
                wrong.push(format!("{}: {finding}", record["id"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} errors on accepted requests:\n{}", wrong.len(), wrong.join("\n"));
}
