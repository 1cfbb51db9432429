//! Recorded requests with status 200 have no errors, and the others are rejected as predicted.

#![allow(clippy::print_stderr, reason = "the test may say that it was skipped")]

use std::fs;

use payloadlint::{Disagreement, FileOptions, Linter, Report};

use crate::common::recorded_traffic;

/// The linter compares each request with its recorded response: an error on an accepted one is a contradiction.
#[test]
fn recorded_responses_agree_with_the_findings() {
    let files = recorded_traffic();
    if files.is_empty() {
        eprintln!("skipped: no recorded traffic");
        return;
    }
    let linter = Linter::default();
    let (mut all, mut records) = (Report::default(), 0);
    for path in files {
        let text = fs::read(&path).unwrap();
        records += text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
        all.extend(linter.lint_file(&path.display().to_string(), &text, FileOptions { named: true }).unwrap());
    }
    let recorded = all.recorded;
    let list = |request: &Disagreement| {
        let line = request.entry.as_ref().and_then(|entry| entry.line).unwrap_or_default();
        format!("{}:{line}: {} {:?}", request.file.as_deref().unwrap_or_default(), request.kind.as_str(), request.codes)
    };
    let wrong: Vec<_> = recorded.disagreements.iter().map(list).collect();
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
    // Every response is read, and most say something about the request.
    assert!(recorded.agreements + recorded.inconclusive > records * 9 / 10, "{recorded:?} of {records}");
    assert!(recorded.inconclusive < records / 50, "{recorded:?}");
}
