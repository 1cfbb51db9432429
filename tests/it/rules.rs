//! The fixtures: `fixtures/fail/<CODE>-<name>/<case>.bad.json` has exactly this fault, `<case>.good.json` is the same
//! request without it, and the files in `fixtures/pass/` have no faults.
//!
//! `<case>.answer`, if there is one, has the error message that the API returns, copied from the error table and not
//! from our output. A fixture is a bare body, an exchange with headers and URL, or JSONL.

use std::fs;

use payloadlint::Severity;

use crate::common::{Fixture, FixtureKind, assert_family_snapshots};

#[test]
fn every_bad_fixture_is_reported_by_its_rule_alone() {
    let mut failures = Vec::new();
    for fixture in Fixture::of(FixtureKind::Bad) {
        let Fixture { path, name, report, .. } = fixture;
        let code = fixture.code();
        if !report.findings.iter().any(|finding| finding.code == code) {
            failures.push(format!("{name}: {code} is not reported\n{report}"));
        }
        for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
            if finding.code != code {
                failures.push(format!("{name}: also {finding}"));
            }
        }
        if let Ok(expected) = fs::read_to_string(path.with_file_name(format!("{}.answer", fixture.case()))) {
            let first = report.predicted.first().and_then(|prediction| prediction.response.message.clone());
            if first.as_deref() != Some(expected.trim_end()) {
                failures.push(format!("{name}: predicted {first:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_good_fixture_has_no_findings() {
    let good = Fixture::of(FixtureKind::Good).map(|fixture| (fixture, None));
    // A request in `pass` may use deprecated features, which are reported as info.
    let pass = Fixture::of(FixtureKind::Pass).map(|fixture| (fixture, Some(Severity::Info)));
    let wrong: Vec<_> = good
        .chain(pass)
        .filter(|(fixture, allowed)| fixture.report.worst() > *allowed)
        .map(|(fixture, _)| format!("{}:\n{}", fixture.name, fixture.report))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rules about limits of several megabytes, whose payloads are generated in `media.rs`.
const WITHOUT_FIXTURES: [&str; 1] = ["PL611"];

#[test]
fn every_rule_has_a_bad_and_a_good_fixture() {
    let has = |folder: &str, kind| Fixture::of(kind).any(|fixture| fixture.folder() == folder);
    let folders = payloadlint::internals::rules::all()
        .iter()
        .filter(|rule| !WITHOUT_FIXTURES.contains(&rule.code))
        .map(|rule| format!("{}-{}", rule.code, rule.name));
    let missing: Vec<_> =
        folders.filter(|folder| !has(folder, FixtureKind::Bad) || !has(folder, FixtureKind::Good)).collect();
    assert!(missing.is_empty(), "no .bad. or no .good. in {missing:#?}");
}

/// The findings in each bad fixture, for review: location, bytes, texts, response, fix.
#[test]
fn findings_in_bad_fixtures() {
    let mut texts = Vec::new();
    for fixture in Fixture::of(FixtureKind::Bad) {
        let text = fixture.text();
        let mut shown = String::new();
        for finding in &fixture.report.findings {
            let location = &finding.location;
            let bytes = location.span.clone().and_then(|span| text.get(span)).map(|bytes| {
                payloadlint::internals::finding::mask_secrets(&String::from_utf8_lossy(bytes)).into_owned()
            });
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
        texts.push((format!("{}/{}", fixture.folder(), fixture.case()), shown));
    }
    assert_family_snapshots("rules", texts);
}
