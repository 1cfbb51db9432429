//! Every fix of every fixture, applied: the result parses, the finding is gone, no error appears, and there is nothing
//! left to apply.

use payloadlint::internals::finding::{Finding, Fix};
use payloadlint::{Report, Severity};

use crate::common::{Fixture, lint};

/// `text` with the edits of `fixes` applied; a fix that overlaps one before it is skipped.
fn apply<'f>(text: &[u8], fixes: impl IntoIterator<Item = &'f Fix>) -> Vec<u8> {
    let mut edits = Vec::new();
    for fix in fixes {
        let spans: Vec<_> = fix.edits.iter().map(|edit| (edit.offset, edit.offset + edit.length, &edit.text)).collect();
        let overlaps = |(start, end, _): &(usize, usize, _)| edits.iter().any(|(s, e, _)| start <= e && s <= end);
        if !spans.iter().any(overlaps) {
            edits.extend(spans);
        }
    }
    edits.sort_by_key(|(start, end, _)| (*start, *end));
    let (mut fixed, mut at) = (Vec::with_capacity(text.len()), 0);
    for (start, end, replacement) in edits {
        assert!(start >= at, "the edits of a fix overlap");
        fixed.extend_from_slice(&text[at..start]);
        fixed.extend_from_slice(replacement.as_bytes());
        at = end;
    }
    fixed.extend_from_slice(&text[at..]);
    fixed
}

fn fixes(report: &Report) -> impl Iterator<Item = &Fix> {
    report.findings.iter().filter_map(|finding| finding.fix.as_ref())
}

fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
}

fn count(report: &Report, is_counted: impl Fn(&Finding) -> bool) -> usize {
    report.findings.iter().filter(|finding| is_counted(finding)).count()
}

/// What is wrong with `text` after a fix of `finding` was applied. Pointers change when an item is removed, so findings
/// are compared by number.
fn faults_after(fixture: &Fixture, text: &[u8], finding: &Finding, fix: &Fix) -> Vec<String> {
    let fixed = apply(text, [fix]);
    let (before, after) = (&fixture.report, lint(&fixture.name, &fixed));
    let mut faults = Vec::new();
    if is_json(text) && !is_json(&fixed) {
        faults.push("the result is not JSON".to_owned());
    }
    let is_same_rule = |other: &Finding| other.code == finding.code;
    if count(&after, is_same_rule) >= count(before, is_same_rule) {
        faults.push("the finding is not gone".to_owned());
    }
    for new in after.findings.iter().filter(|new| new.severity == Severity::Error) {
        let is_such_an_error = |other: &Finding| other.severity == Severity::Error && other.code == new.code;
        if count(&after, is_such_an_error) > count(before, is_such_an_error) {
            faults.push(format!("a new finding: {new}"));
        }
    }
    faults
}

#[test]
fn every_fix_removes_its_finding_and_causes_no_error() {
    let (mut applied, mut wrong) = (0, Vec::new());
    for fixture in Fixture::all() {
        let text = fixture.text();
        for finding in &fixture.report.findings {
            let Some(fix) = &finding.fix else { continue };
            applied += 1;
            for fault in faults_after(fixture, &text, finding, fix) {
                wrong.push(format!("{}: {finding}: fix `{}`: {fault}", fixture.name, fix.title));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(applied >= 70, "only {applied} fixes were applied");
}

#[test]
fn fixing_a_file_twice_changes_nothing_more() {
    let mut wrong = Vec::new();
    for fixture in Fixture::all().iter().filter(|fixture| fixes(&fixture.report).next().is_some()) {
        let once = apply(&fixture.text(), fixes(&fixture.report));
        let twice = apply(&once, fixes(&lint(&fixture.name, &once)));
        if once != twice {
            wrong.push(&fixture.name);
        }
    }
    assert!(wrong.is_empty(), "changed again by a second application: {wrong:#?}");
}
