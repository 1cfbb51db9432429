//! Suppression between rules: a rule reports the same whichever other rules are enabled, except for the diagnostics that
//! yield to an enabled rule. `Diagnostic::yields_to` declares that relation.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fs;

use payloadlint::internals::rules;
use payloadlint::{FileOptions, Linter, Report};
use serde_json::{Value, json};

use crate::cascades;
use crate::common::{Fixture, FixtureKind, collect, lint, root, settings};
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

/// A file and the report on it with all rules.
struct Input<'i> {
    name: &'i str,
    text: Cow<'i, [u8]>,
    report: Cow<'i, Report>,
}

/// Every fixture, and requests with several faults.
fn inputs() -> impl Iterator<Item = Input<'static>> {
    // Whether a comment suppresses anything depends on the other rules.
    let fixtures = Fixture::all().iter().filter(|fixture| !fixture.name.contains("unused-suppression"));
    let fixtures = fixtures.map(|fixture| Input {
        name: &fixture.name,
        text: fixture.text().into(),
        report: Cow::Borrowed(&fixture.report),
    });
    let several = cascades::pairs_of_faults().chain(merged_fixtures()).map(|body| {
        let text = body.to_string().into_bytes();
        Input { name: "several.json", report: Cow::Owned(lint("several.json", &text)), text: text.into() }
    });
    fixtures.chain(several)
}

/// Bad fixtures, each with the members and messages of another one added.
fn merged_fixtures() -> impl Iterator<Item = Value> {
    let bodies = Fixture::of(FixtureKind::Bad).filter_map(|fixture| {
        let text = fs::read(&fixture.path).unwrap();
        let body: Value = serde_json::from_slice(&text).ok()?;
        (text.len() < 4000 && body["messages"].is_array()).then_some(body)
    });
    let bodies: Vec<Value> = bodies.collect();
    (0..bodies.len()).step_by(2).map(move |at| {
        let (mut body, other) = (bodies[at].clone(), bodies[at * 37 % bodies.len()].clone());
        let messages = body["messages"].as_array().unwrap().iter().chain(other["messages"].as_array().unwrap());
        body["messages"] = messages.cloned().collect();
        for (name, value) in other.as_object().unwrap().clone() {
            body.as_object_mut().unwrap().entry(name).or_insert(value);
        }
        body
    })
}

impl Input<'_> {
    /// The codes of all diagnostics: disabling other rules cannot change anything.
    fn codes(&self) -> BTreeSet<&'static str> {
        reported(&self.report).into_iter().chain(suppressed(&self.report)).map(|(code, ..)| code).collect()
    }

    /// Compares the report with that of `linter`, for which only some rules are enabled.
    fn compare(&self, linter: &Linter, is_enabled: &dyn Fn(&str) -> bool) -> Result<(), String> {
        let all = &self.report;
        let report = &linter.lint_file(self.name, &self.text, FileOptions { named: true }).unwrap();
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

    fn fault(&self, settings: &str, reason: String) -> String {
        let text = if self.text.len() < 4000 { String::from_utf8_lossy(&self.text) } else { "…".into() };
        format!("{} with {settings}: {reason}\n{text}", self.name)
    }
}

#[test]
fn without_one_rule_all_others_report_the_same() {
    let (mut linters, mut wrong) = (HashMap::new(), Vec::new());
    for input in inputs() {
        for code in input.codes() {
            let linter = linters.entry(code).or_insert_with(|| settings().ignore(code).build().unwrap());
            if let Err(reason) = input.compare(linter, &|other| other != code) {
                wrong.push(input.fault(&format!("--ignore {code}"), reason));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_family_alone_reports_the_same() {
    let (mut linters, mut wrong) = (HashMap::new(), Vec::new());
    for input in inputs() {
        let families: BTreeSet<&str> = input.codes().iter().map(|code| &code[..3]).collect();
        for family in families {
            let linter = linters.entry(family).or_insert_with(|| settings().select(family).build().unwrap());
            if let Err(reason) = input.compare(linter, &|code| code.starts_with(family)) {
                wrong.push(input.fault(&format!("--select {family}"), reason));
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

/// If the rule that explains a fault best is off, another rule that sees the fault reports it.
#[test]
fn a_fault_is_reported_by_another_rule_if_one_is_off() {
    let question = json!({"role": "user", "content": "Weather in Rome?"});
    let call = json!({"role": "assistant", "content": [
        {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}}
    ]});
    let malformed = json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": "call:1"}]});
    let empty = json!({"role": "user", "content": ""});
    let table = [
        (json!({"messages": [malformed]}), "PL233", "PL363"),
        (json!({"messages": [question, call, empty]}), "PL320", "PL360"),
        (json!({"thinking": {"type": "adaptive"}, "temperature": 0.5, "messages": [question]}), "PL541", "PL540"),
    ];
    for (members, off, expected) in table {
        let mut body = json!({"model": "claude-opus-5-5", "max_tokens": 4096, "tools": [
            {"name": "weather", "input_schema": {"type": "object"}}
        ]});
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let report = settings().ignore(off).build().unwrap().lint_value(&body);
        let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
        assert!(codes.contains(&expected), "without {off}: {report}");
    }
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

/// Relations that lead into a cycle of names, but not of diagnostics, since the nodes are never the same.
const APART: [(&str, &str); 1] = [
    // At `mcp_servers`, which is available with its beta or not at all. `unavailable-on-platform` yields to
    // `beta-field-without-header` only at fields that may be available.
    ("tool-not-on-platform", "unavailable-on-platform"),
];

#[test]
fn rules_yield_to_rules_that_exist_and_never_in_a_cycle() {
    let mut graph = declared();
    for (rule, others) in &graph {
        for other in others {
            assert!(rules::find(other).is_some_and(|found| found.name == other), "{rule} yields to {other}");
            assert_ne!(rule, other, "a rule cannot yield to itself");
        }
    }
    for (rule, other) in APART {
        assert!(graph.get_mut(rule).is_some_and(|others| others.remove(other)), "{rule} does not yield to {other}");
    }
    assert_eq!(cycles(&graph), BTreeSet::new());
}
