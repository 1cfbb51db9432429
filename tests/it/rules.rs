//! The fixtures: `fixtures/fail/<CODE>-<name>/<case>.bad.json` has exactly this fault, `<case>.good.json` is the same
//! request without it, and the files in `fixtures/pass/` have no faults.
//!
//! `<case>.answer`, if there is one, has the error message that the API returns, copied from the error table and not
//! from our output. A fixture is a bare body, an exchange with headers and URL, or JSONL.

use std::fs;
use std::path::Path;

use payloadlint::Severity;

use crate::common::{assert_family_snapshots, case, fixtures, folder_of, lint_fixture, read};

/// The code that a fixture's folder names.
fn code(path: &Path) -> String {
    folder_of(path).split('-').next().unwrap().to_owned()
}

#[test]
fn every_bad_fixture_is_reported_by_its_rule_alone() {
    let mut failures = Vec::new();
    for path in fixtures("fail") {
        let Some((name, true)) = case(&path) else { continue };
        let report = lint_fixture(&path);
        let code = code(&path);
        if !report.findings.iter().any(|finding| finding.code == code) {
            failures.push(format!("{}: {code} is not reported\n{report}", path.display()));
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
fn every_good_fixture_has_no_findings() {
    let good = fixtures("fail").into_iter().filter(|path| case(path).is_some_and(|(_, bad)| !bad));
    let wrong: Vec<_> = good
        .chain(fixtures("pass"))
        .map(|path| (path.display().to_string(), lint_fixture(&path)))
        // A request in `pass` may use deprecated features, which are reported as info.
        .filter(|(path, report)| report.worst() > path.contains("/pass/").then_some(Severity::Info))
        .map(|(path, report)| format!("{path}:\n{report}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rules about limits of several megabytes, whose payloads are generated in `media.rs`.
const WITHOUT_FIXTURES: [&str; 1] = ["PL611"];

#[test]
fn every_rule_has_a_bad_and_a_good_fixture() {
    let files: Vec<String> = fixtures("fail").iter().map(|path| path.display().to_string()).collect();
    let missing: Vec<_> = payloadlint::rules::all()
        .iter()
        .filter(|rule| !WITHOUT_FIXTURES.contains(&rule.code))
        .filter(|rule| {
            let folder = format!("/fixtures/fail/{}-{}/", rule.code, rule.name);
            let has = |kind: &str| files.iter().any(|file| file.contains(&folder) && file.contains(kind));
            !has(".bad.") || !has(".good.")
        })
        .map(|rule| format!("fixtures/fail/{}-{}/", rule.code, rule.name))
        .collect();
    assert!(missing.is_empty(), "no .bad. and .good. in {missing:#?}");
}

/// The findings in each bad fixture, for review: location, bytes, texts, response, fix.
#[test]
fn findings_in_bad_fixtures() {
    let mut texts = Vec::new();
    for path in fixtures("fail") {
        let Some((name, true)) = case(&path) else { continue };
        let text = read(&path);
        let report = lint_fixture(&path);
        let mut shown = String::new();
        for finding in &report.findings {
            let location = &finding.location;
            let bytes = location
                .span
                .clone()
                .and_then(|span| text.get(span))
                .map(|bytes| payloadlint::finding::mask_secrets(&String::from_utf8_lossy(bytes)).into_owned());
            shown += &format!("{finding}\n");
            shown += &format!(
                "  at {:?} {:?} {:?}\n",
                location.pointer,
                location.position.map(|at| (at.line, at.column)),
                bytes.map(|bytes| bytes.chars().take(80).collect::<String>())
            );
            for (what, text) in [("label", &location.label), ("help", &finding.help)] {
                shown += &text.as_ref().map(|text| format!("  {what}: {text}\n")).unwrap_or_default();
            }
            for related in &finding.related {
                shown += &format!("  related {}: {}\n", related.location.path, related.message);
            }
            if let Some(response) = &finding.response {
                shown += &format!(
                    "  response: {} {} {}\n",
                    response.status,
                    response.error_type,
                    response.message.as_deref().unwrap_or("-")
                );
            }
            if let Some(fix) = &finding.fix {
                shown += &format!("  fix ({:?}): {}\n", fix.safety, fix.title);
            }
        }
        texts.push((format!("{}/{name}", folder_of(&path)), shown));
    }
    assert_family_snapshots("rules", texts);
}
