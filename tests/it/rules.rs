//! Every fixture: `fixtures/fail/<CODE>-<name>/<case>.bad.json` is wrong in only that way and `<case>.good.json` is
//! its mended twin; `fixtures/pass/` is clean.
//!
//! `<case>.answer`, where there is one, holds the message that the API would answer first, written down from the
//! catalogue and not from our output. A file may be a bare body, an exchange with headers and url, or JSONL;
//! `<case>.bad.33554433-bytes.json` is filled up with blanks to that size.

use std::fs;
use std::path::Path;

use payloadlint::Severity;

use crate::common::{assert_family_snapshots, case, fixtures, folder_of, lint_fixture, read};

/// The code that a fixture's folder names.
fn code(path: &Path) -> String {
    folder_of(path).split('-').next().unwrap().to_owned()
}

#[test]
fn every_bad_fixture_raises_its_rule_and_no_other_error() {
    let mut failures = Vec::new();
    for path in fixtures("fail") {
        let Some((name, true)) = case(&path) else { continue };
        let report = lint_fixture(&path);
        let code = code(&path);
        if !report.findings.iter().any(|finding| finding.code == code) {
            failures.push(format!("{}: {code} is silent\n{report}", path.display()));
        }
        for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
            if finding.code != code {
                failures.push(format!("{}: also {finding}", path.display()));
            }
        }
        if let Ok(expected) = fs::read_to_string(path.with_file_name(format!("{name}.answer"))) {
            let first = report.predicted.first().and_then(|prediction| prediction.response.message.clone());
            if first.as_deref() != Some(expected.trim_end()) {
                failures.push(format!("{}: predicted {first:?}", path.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_mended_twin_is_clean() {
    let good = fixtures("fail").into_iter().filter(|path| case(path).is_some_and(|(_, bad)| !bad));
    let said: Vec<_> = good
        .chain(fixtures("pass"))
        .map(|path| (path.display().to_string(), lint_fixture(&path)))
        // Of what is only worth knowing, a request that stands for old practice may have some.
        .filter(|(path, report)| report.worst() > path.contains("/pass/").then_some(Severity::Info))
        .map(|(path, report)| format!("{path}:\n{report}"))
        .collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// Rules about limits of megabytes, whose payloads are made by a test and not kept as files.
const MADE_BY_A_TEST: [&str; 1] = ["PL611"]; // tests/it/media.rs

#[test]
fn every_rule_has_a_fixture_and_its_twin() {
    let files: Vec<String> = fixtures("fail").iter().map(|path| path.display().to_string()).collect();
    let missing: Vec<_> = payloadlint::rules::all()
        .iter()
        .filter(|rule| !MADE_BY_A_TEST.contains(&rule.code))
        .filter(|rule| {
            let folder = format!("/fixtures/fail/{}-{}/", rule.code, rule.name);
            let has = |kind: &str| files.iter().any(|file| file.contains(&folder) && file.contains(kind));
            !has(".bad.") || !has(".good.")
        })
        .map(|rule| format!("fixtures/fail/{}-{}/", rule.code, rule.name))
        .collect();
    assert!(missing.is_empty(), "no .bad. and .good. in {missing:#?}");
}

/// What is said of each bad fixture, for people to review: place, bytes, words, answer.
#[test]
fn what_is_said() {
    let mut texts = Vec::new();
    for path in fixtures("fail") {
        let Some((name, true)) = case(&path) else { continue };
        let text = read(&path);
        let report = lint_fixture(&path);
        let mut said = String::new();
        for finding in &report.findings {
            let location = &finding.location;
            let bytes = location
                .span
                .clone()
                .and_then(|span| text.get(span))
                .map(|bytes| payloadlint::finding::mask_secrets(&String::from_utf8_lossy(bytes)).into_owned());
            said += &format!("{finding}\n");
            said += &format!(
                "  at {:?} {:?} {:?}\n",
                location.pointer,
                location.position.map(|at| (at.line, at.column)),
                bytes.map(|bytes| bytes.chars().take(80).collect::<String>())
            );
            for (what, words) in [("label", &location.label), ("help", &finding.help)] {
                said += &words.as_ref().map(|words| format!("  {what}: {words}\n")).unwrap_or_default();
            }
            for related in &finding.related {
                said += &format!("  see {}: {}\n", related.location.path, related.message);
            }
            if let Some(answer) = &finding.response {
                said += &format!(
                    "  answer: {} {} {}\n",
                    answer.status,
                    answer.error_type,
                    answer.message.as_deref().unwrap_or("-")
                );
            }
            if let Some(fix) = &finding.fix {
                said += &format!("  fix ({:?}): {}\n", fix.safety, fix.title);
            }
        }
        texts.push((format!("{}/{name}", folder_of(&path)), said));
    }
    assert_family_snapshots("rules", texts);
}
