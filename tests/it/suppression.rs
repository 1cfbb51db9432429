//! Suppression between rules: a rule reports the same whichever other rules are enabled, except for the diagnostics that
//! yield to an enabled rule. `Diagnostic::yields_to` declares that relation.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use payloadlint::{FileOptions, Linter, Report, rules};

use crate::common::{Fixture, collect, root, settings};
use crate::imports::{Graph, cycles, names, reachable};

/// A diagnostic, reported or suppressed: code, pointer, message.
type Diagnostic<'r> = (&'static str, Option<&'r str>, &'r str);

fn reported(report: &Report) -> Vec<Diagnostic<'_>> {
    let findings = report.findings.iter();
    findings.map(|finding| (finding.code, finding.location.pointer.as_deref(), &*finding.message)).collect()
}

fn suppressed(report: &Report) -> Vec<Diagnostic<'_>> {
    report.suppressed().iter().map(|one| (one.code, one.pointer.as_deref(), &*one.message)).collect()
}

/// Those of enabled rules, sorted.
fn sorted<'r>(
    diagnostics: impl IntoIterator<Item = Diagnostic<'r>>,
    is_enabled: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic<'r>> {
    let mut diagnostics: Vec<_> = diagnostics.into_iter().filter(|(code, ..)| is_enabled(code)).collect();
    diagnostics.sort_unstable();
    diagnostics
}

/// What of `left` is not in `right`, counting repeats; both are sorted.
fn difference<'r>(left: &[Diagnostic<'r>], right: &[Diagnostic<'r>]) -> Vec<Diagnostic<'r>> {
    let mut rest = right.to_vec();
    let is_new =
        |one: &&Diagnostic<'r>| rest.iter().position(|other| other == *one).map(|at| rest.remove(at)).is_none();
    left.iter().filter(is_new).copied().collect()
}

/// Compares the report of a linter with fewer rules with that of all rules.
fn compare(fixture: &Fixture, report: &Report, is_enabled: &dyn Fn(&str) -> bool) -> Result<(), String> {
    let all = &fixture.report;
    let expected = sorted(reported(all).into_iter().chain(suppressed(all)), is_enabled);
    let found = sorted(reported(report).into_iter().chain(suppressed(report)), is_enabled);
    if expected != found {
        let (lost, new) = (difference(&expected, &found), difference(&found, &expected));
        return Err(format!("not found any more: {lost:#?}\nfound only now: {new:#?}"));
    }
    let (before, now) = (sorted(reported(all), is_enabled), sorted(reported(report), &|_| true));
    let lost = difference(&before, &now);
    if !lost.is_empty() {
        return Err(format!("not reported any more: {lost:#?}"));
    }
    for (code, pointer, message) in difference(&now, &before) {
        let may_appear = all.suppressed().iter().any(|one| {
            let is_it = (one.code, one.pointer.as_deref(), &*one.message) == (code, pointer, message);
            is_it && one.by.iter().any(|rule| !is_enabled(rules::find(rule).unwrap().code))
        });
        if !may_appear {
            return Err(format!("reported only now: {code} at {pointer:?}: {message}"));
        }
    }
    Ok(())
}

/// Lints fixtures with some rules enabled; one linter for each set of rules.
#[derive(Default)]
struct Linters(BTreeMap<String, Linter>);

impl Linters {
    fn lint(&mut self, fixture: &Fixture, text: &[u8], name: &str, build: &dyn Fn() -> Linter) -> Report {
        let linter = self.0.entry(name.to_owned()).or_insert_with(build);
        linter.lint_file(&fixture.name, text, FileOptions { named: true }).unwrap()
    }
}

/// The codes of all diagnostics of a fixture: disabling other rules cannot change anything.
fn codes(fixture: &Fixture) -> BTreeSet<&'static str> {
    let report = &fixture.report;
    reported(report).into_iter().chain(suppressed(report)).map(|(code, ..)| code).collect()
}

#[test]
fn without_one_rule_all_others_report_the_same() {
    let (mut linters, mut wrong) = (Linters::default(), Vec::new());
    for fixture in Fixture::all() {
        let (text, codes) = (fixture.text(), codes(fixture));
        for code in codes {
            let report = linters.lint(fixture, &text, code, &|| settings().ignore(code).build().unwrap());
            if let Err(reason) = compare(fixture, &report, &|other| other != code) {
                wrong.push(format!("{} without {code}: {reason}", fixture.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_family_alone_reports_the_same() {
    let (mut linters, mut wrong) = (Linters::default(), Vec::new());
    for fixture in Fixture::all() {
        let (text, codes) = (fixture.text(), codes(fixture));
        let families: BTreeSet<&str> = codes.iter().map(|code| &code[..3]).collect();
        for family in families {
            let report = linters.lint(fixture, &text, family, &|| settings().select(family).build().unwrap());
            if let Err(reason) = compare(fixture, &report, &|code| code.starts_with(family)) {
                wrong.push(format!("{} with {family} alone: {reason}", fixture.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whatever is suppressed, something else is reported.
#[test]
fn a_suppressed_diagnostic_yields_to_a_reported_one() {
    for Fixture { name, report, .. } in Fixture::all() {
        let precedences: Graph = report.suppressed().iter().map(|one| (name_of(one.code), names(&one.by))).collect();
        for one in report.suppressed() {
            // A rule that it yields to may itself yield to another one.
            let is_reported = reachable(&precedences, &name_of(one.code))
                .iter()
                .any(|rule| report.findings.iter().any(|finding| finding.rule == rule));
            assert!(is_reported, "{name}: {one:?} yields to nothing that is reported");
        }
    }
}

fn name_of(code: &str) -> String {
    rules::find(code).unwrap().name.to_owned()
}

/// Which rule yields to which, read from the source of the rules. A file is named after its rule.
fn declared() -> Graph {
    let mut files = Vec::new();
    let rules = root().join("src/rules");
    collect(&rules, &mut files);
    // The files directly in `rules` implement the relation.
    files.retain(|file| file.parent() != Some(&rules));
    let mut graph = Graph::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().replace('_', "-");
        for call in fs::read_to_string(&file).unwrap().split(".yields_to").skip(1) {
            let variants = ["_inside(", "_any(", "("];
            let Some(argument) = variants.iter().find_map(|name| call.strip_prefix(name)) else { continue };
            let to = argument.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
            let to = to.unwrap_or_else(|| panic!("{}: `yields_to` needs a literal name", file.display()));
            graph.entry(name.clone()).or_default().insert(to.to_owned());
        }
    }
    graph
}

#[test]
fn rules_yield_to_rules_that_exist_and_never_in_a_cycle() {
    let graph = declared();
    for (rule, others) in &graph {
        for other in others {
            assert!(rules::find(other).is_some_and(|found| found.name == other), "{rule} yields to {other}");
            assert_ne!(rule, other, "a rule cannot yield to itself");
        }
    }
    assert_eq!(cycles(&graph), BTreeSet::new());
}
