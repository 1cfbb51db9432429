//! Fixes.

use payloadlint::{FileOptions, Finding, Fix, Linter, Report};

/// How often all fixes are applied until none is left. Some fixes overlap and are applied one after the other.
const MAX_ROUNDS: usize = 32;

/// Applies every fix of a body on its own, then all of them until none is left.
pub fn check(text: &[u8]) {
    let linter = Linter::default();
    let report = lint(&linter, text);
    for finding in &report.findings {
        let Some(fix) = &finding.fix else { continue };
        let fixed = apply(text, [fix]);
        assert!(is_json(&fixed) || !is_json(text), "not JSON after {fix:?}");
        let again = lint(&linter, &fixed);
        assert!(!again.findings.iter().any(|other| is_same(other, finding)), "still there after {fix:?}");
    }
    let mut text = text.to_vec();
    for _ in 0..MAX_ROUNDS {
        let report = lint(&linter, &text);
        if report.findings.iter().all(|finding| finding.fix.is_none()) {
            return;
        }
        let fixed = apply(&text, report.findings.iter().filter_map(|finding| finding.fix.as_ref()));
        if fixed.len() > 1 << 20 {
            return;
        }
        text = fixed;
    }
    panic!("fixes are left after {MAX_ROUNDS} rounds: {:?}", lint(&linter, &text));
}

fn lint(linter: &Linter, text: &[u8]) -> Report {
    linter.lint_file("body.json", text, FileOptions { named: true }).unwrap_or_default()
}

/// The same finding with the same fix.
fn is_same(one: &Finding, other: &Finding) -> bool {
    let edits = |finding: &Finding| finding.fix.as_ref().map(|fix| fix.edits.clone());
    one.code == other.code && one.location.span == other.location.span && edits(one) == edits(other)
}

fn is_json(text: &[u8]) -> bool {
    payloadlint::internals::json::Document::parse(text).errors().is_empty()
}

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
