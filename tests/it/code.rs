//! Requests in source code: which calls are read, what is underlined, and that nothing depends on what is not known.

use std::collections::BTreeSet;
use std::fs;

use payloadlint::internals::envelope::{Kind, Options, read_file};
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{lint, root};

pub(crate) fn text(name: &str) -> String {
    fs::read_to_string(root().join("fixtures/code").join(name)).unwrap()
}

/// The findings of a file: line, code, underlined text.
pub(crate) fn found(name: &str, text: &str) -> BTreeSet<(usize, String, String)> {
    let report = lint(name, text.as_bytes());
    let shown = report.findings.iter().map(|finding| {
        let span = finding.location.span.clone().unwrap_or_else(|| panic!("{name}: no location\n{report}"));
        let line = text[..span.start].matches('\n').count() + 1;
        (line, finding.code.to_owned(), text[span].to_owned())
    });
    shown.collect()
}

#[test]
fn valid_requests_have_no_findings() {
    let text = text("valid.py");
    let report = lint("valid.py", text.as_bytes());
    assert!(report.findings.is_empty(), "{report}");
    let contents = read_file("valid.py", text.as_bytes(), Options::default(), &mut |_| {}).unwrap();
    assert_eq!((contents.kind, contents.tally.requests, contents.tally.skipped), (Kind::Python, 17, 4));
}

/// Each form that is read, without a fault.
#[test]
fn each_form_is_read() {
    let text = text("forms-valid.py");
    let report = lint("forms-valid.py", text.as_bytes());
    assert!(report.findings.is_empty(), "{report}");
    let contents = read_file("forms-valid.py", text.as_bytes(), Options::default(), &mut |_| {}).unwrap();
    assert_eq!((contents.tally.requests, contents.tally.skipped), (32, 1));
}

/// What the comments at the ends of lines say: line, code, underlined text.
fn marked(text: &str) -> BTreeSet<(usize, String, String)> {
    let marked = text.lines().enumerate().filter_map(|(index, line)| {
        let (code, shown) = line.split_once("#! ")?.1.split_once(' ')?;
        Some((index + 1, code.to_owned(), shown.to_owned()))
    });
    marked.collect()
}

#[test]
fn faults_are_underlined_to_the_byte() {
    for name in ["faults.py", "forms.py"] {
        let text = text(name);
        assert_eq!(found(name, &text), marked(&text), "{name}");
    }
}

/// Comments suppress the findings of their line and the next one. What they do not suppress is reported, and so are
/// comments that suppress nothing.
#[test]
fn comments_suppress_findings() {
    let text = text("suppressed.py");
    let line = |shown: &str| text.lines().position(|line| line.contains(shown)).unwrap() + 1;
    let mut expected = marked(&text);
    let unused = line("ignore[PL230, PL202]");
    let malformed = |shown: &str| {
        let line = line(shown);
        (line, "PL851".to_owned(), shown.to_owned())
    };
    expected.extend([
        (line("PL503] kept") + 15, "PL850".to_owned(), "PL503".to_owned()),
        (unused, "PL850".to_owned(), "PL230".to_owned()),
        (unused, "PL850".to_owned(), "PL202".to_owned()),
        (unused + 1, "PL851".to_owned(), "payloadlint: ignore".to_owned()),
        malformed("payloadlint: ignore[]"),
        malformed("PL999"),
        (unused + 4, "PL851".to_owned(), "payloadlint: ignore[PL503".to_owned()),
    ]);
    assert_eq!(found("suppressed.py", &text), expected);
    for (name, reported, suppressed) in [("suppressed.py", 8, 7), ("suppressed.md", 1, 4), ("suppressed.ipynb", 4, 2)] {
        let report = lint(name, self::text(name).as_bytes());
        let mut json = Vec::new();
        payloadlint::internals::report::json::render(
            &report,
            &Default::default(),
            &mut payloadlint::internals::report::Page::new(&mut json),
        )
        .unwrap();
        let json: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(
            (report.findings.len(), json["summary"]["suppressed"].as_u64()),
            (reported, Some(suppressed)),
            "{name}: {report}"
        );
    }
}

/// A finding in a notebook has its cell, and the line and column there.
#[test]
fn cells_of_notebooks_are_counted() {
    let report = lint("suppressed.ipynb", text("suppressed.ipynb").as_bytes());
    let cells: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let cell = finding.location.cell.unwrap();
            (finding.code, cell.cell, cell.line, cell.column)
        })
        .collect();
    let expected = [("PL301", 2, 3, 79), ("PL503", 2, 5, 30), ("PL503", 3, 4, 30), ("PL220", 3, 4, 67)];
    assert_eq!(cells, expected);
}

#[test]
fn pages_and_notebooks_are_read() {
    for (name, expected) in [
        ("page.md", &[(8, "PL220", r#""8""#), (17, "PL202", "client.messages.create")][..]),
        (
            "notebook.ipynb",
            &[
                (10, "PL220", r#"\"1\""#),
                (22, "PL503", r#"\"claude-3-opus-20240229\""#),
                (30, "PL220", r#"\"2\""#),
                (41, "PL220", r#"\"3\""#),
            ],
        ),
    ] {
        let expected = expected.iter().map(|(line, code, shown)| (*line, (*code).to_owned(), (*shown).to_owned()));
        assert_eq!(found(name, &text(name)), expected.collect(), "{name}");
    }
}

/// What is not a notebook, or nested too deeply, is skipped or an error, and never a crash.
#[test]
fn hostile_files_are_skipped() {
    let deep = format!("anthropic.messages.create({}1{})", "(".repeat(100_000), ")".repeat(100_000));
    let contents = read_file("a.py", deep.as_bytes(), Options::default(), &mut |_| {}).unwrap();
    assert_eq!(contents.skips.iter().next().unwrap().reason, "its expressions are nested too deeply");
    for text in [
        "",
        "[]",
        "{\"cells\": 1}",
        "{\"cells\": [1, {\"source\": 1}, {\"cell_type\": \"code\"}]",
        "anthropic messages",
    ] {
        let contents =
            read_file("a.ipynb", text.as_bytes(), Options { named: true, ..Options::default() }, &mut |_| {});
        assert_eq!(contents.unwrap().tally.requests, 0);
    }
}

/// Writes a JSON value as Python. The value with the number `hole` is a name.
fn python(value: &Value, count: &mut usize, hole: usize) -> String {
    *count += 1;
    if *count - 1 == hole {
        return "unknown".to_owned();
    }
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| python(item, count, hole)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| {
                format!("{}: {}", serde_json::to_string(key).unwrap(), python(value, count, hole))
            };
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A call with the members of a body as arguments, and how many values it has.
fn call(body: &serde_json::Map<String, Value>, hole: usize) -> (String, usize) {
    let mut count = 0;
    let argument = |(key, value): (&String, &Value)| format!("    {key}={},\n", python(value, &mut count, hole));
    let arguments: String = body.iter().map(argument).collect();
    (format!("import anthropic\n\nclient.messages.create(\n{arguments})\n"), count)
}

/// Code and path of each finding; with `suppressed`, also of those that yield to another one.
pub(crate) fn faults(name: &str, text: &str, suppressed: bool) -> BTreeSet<(String, String)> {
    let report = lint(name, text.as_bytes());
    let reported = report
        .findings
        .iter()
        .map(|finding| (finding.code.to_owned(), finding.location.pointer.clone().unwrap_or_default().into()));
    let others = report.suppressed().iter().filter(|_| suppressed);
    let others = others.map(|one| (one.code.to_owned(), one.pointer.clone().unwrap_or_default().into()));
    reported.chain(others).collect()
}

/// The bodies of the rules' fixtures that the SDK could send.
pub(crate) fn bodies() -> Vec<(String, String, serde_json::Map<String, Value>)> {
    let mut files = Vec::new();
    crate::common::collect(&root().join("fixtures/fail"), &mut files);
    files.sort();
    let bodies = files.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let text = fs::read_to_string(&path).ok().filter(|text| name.ends_with(".bad.json") && text.len() < 4_000)?;
        let Value::Object(body) = serde_json::from_str(&text).ok()? else { return None };
        let is_call = body.get("messages").is_some() && text.contains("claude");
        let is_name = |key: &String| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        (is_call && body.keys().all(is_name)).then(|| (path.display().to_string(), text, body))
    });
    bodies.collect()
}

/// Rules whose faults a call cannot have: Python keeps the last of several keys, and the SDK replaces `output_format`.
const DIFFERENT: [&str; 2] = ["PL118", "PL731"];

/// The files that contain a program in another way: a cell of a notebook, and a fence of a page.
fn files(source: &str) -> [(&'static str, String); 3] {
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    let cell = serde_json::json!({"cell_type": "code", "metadata": {}, "source": lines});
    let notebook = serde_json::json!({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
    [
        ("a.py", source.to_owned()),
        ("a.ipynb", serde_json::to_string_pretty(&notebook).unwrap()),
        ("a.md", format!("# A page\n\n```python\n{source}\n```\n")),
    ]
}

/// A call whose values are all literals has the findings of its body, wherever it is.
#[test]
fn a_literal_call_has_the_findings_of_its_body() {
    let (mut compared, mut different) = (0, Vec::new());
    for (name, text, body) in bodies() {
        let (source, _) = call(&body, usize::MAX);
        let contents = read_file("a.py", source.as_bytes(), Options::default(), &mut |_| {});
        if contents.is_none_or(|contents| contents.tally.requests == 0) {
            continue;
        }
        compared += 1;
        // A test writes the members of objects in another order, so that the first of several faults may be another.
        let codes =
            |faults: BTreeSet<(String, String)>| faults.into_iter().map(|(code, _)| code).collect::<BTreeSet<_>>();
        let expected = codes(faults("a.json", &text, false));
        let is_other = DIFFERENT.iter().any(|rule| name.contains(rule));
        for (file, text) in files(&source) {
            let found = codes(faults(file, &text, false));
            if expected != found && !is_other {
                different.push(format!("{name} in {file}: {found:?} instead of {expected:?}"));
            }
        }
    }
    assert!(compared > 100, "{compared}");
    assert!(different.is_empty(), "{} of {compared}:\n{}", different.len(), different.join("\n"));
}

/// Where a value is not known, findings may disappear, but none may appear.
#[test]
fn an_unknown_value_adds_no_finding() {
    let mut wrong = Vec::new();
    // What makes a body one for another API may be unknown: then it is checked as what it is sent as.
    for (name, _, body) in bodies().into_iter().filter(|(name, ..)| !name.contains("PL205")) {
        let (source, count) = call(&body, usize::MAX);
        let known = faults("a.py", &source, true);
        for hole in 0..count.min(40) {
            let (source, _) = call(&body, hole);
            // A fault in two places is reported at one of them, or at the other if that one is not known.
            let is_new = |(code, _): &&(String, String)| !known.iter().any(|(known, _)| known == code);
            let found = faults("a.py", &source, false);
            let appeared: Vec<_> = found.iter().filter(is_new).collect();
            if !appeared.is_empty() {
                wrong.push(format!("{name}: {appeared:?}\n{source}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Damaged programs are read without a crash.
    #[test]
    fn damaged_programs_are_read(at in 0usize..5_000, length in 0usize..40, insert in "[(\\[{}\"'\\\\\n*=,.#f]{0,4}") {
        for name in ["valid.py", "faults.py", "page.md", "notebook.ipynb"] {
            let text = text(name);
            let bytes = text.as_bytes();
            let start = at % bytes.len();
            let end = (start + length).min(bytes.len());
            let damaged = [&bytes[..start], insert.as_bytes(), &bytes[end..]].concat();
            let _ = lint(name, &damaged);
        }
    }
}
