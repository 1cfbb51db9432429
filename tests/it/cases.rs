//! Cases that the linter got wrong once, each line of a `cases.jsonl` with what is expected of a file next to it. The cases are
//! not part of the repository; those that were kept are fixtures.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::common::cases;

/// Cases whose expectation contradicts other evidence.
const EXCEPTIONS: [(&str, &str); 1] =
    // `\ud83d\u0041`: the message of the report is another one, and so is that of a case with the same fault (T007).
    [("B038", "orjson 3.11.9: invalid low surrogate in string")];

/// Findings that a case does not mean: its model ages, or its answer is long.
const ASIDE: [&str; 3] = ["retiring-model", "deprecated-model", "long-answer-without-stream"];

#[test]
fn public_reports_are_reported() {
    each("reports", |row, file| {
        let expected = &row["expect"];
        let report = check(file, &["--as-of".to_owned(), "2026-11-24".to_owned()]);
        let is_at_least = |finding: &Value| rank(&finding["severity"]) >= rank(&expected["severity"]);
        let is_there = |finding: &Value| {
            expected["pointer"].as_str().is_none_or(|start| text(&finding["pointer"]).starts_with(start))
        };
        let has_message = |finding: &Value| matches(&expected["api_message"], &finding["api_message"]);
        let found = findings(&report);
        found.iter().any(|finding| is_at_least(finding) && is_there(finding) && has_message(finding))
    });
}

#[test]
fn kinds_of_faults_are_reported() {
    each("kinds", |row, file| {
        let arguments = row["command"].as_array().into_iter().flatten().skip(1);
        let report = check(file, &arguments.map(|argument| text(argument).to_owned()).collect::<Vec<_>>());
        let found = findings(&report);
        let count = |severity: &str| {
            let counts =
                |finding: &&&Value| finding["severity"] == severity && !ASIDE.contains(&text(&finding["rule"]));
            found.iter().filter(counts).count()
        };
        let Some(expected) = row["expect"].as_array().filter(|expected| !expected.is_empty()) else {
            return count("error") == 0 && (row["expect"] == "no error" || count("warning") == 0);
        };
        let messages: Vec<_> =
            report["predicted"].as_array().into_iter().flatten().map(|one| &one["message"]).collect();
        let is_predicted = |one: &&Value| one["predicted"].is_null() || messages.contains(&&one["predicted"]);
        let is_cascade = text(&row["kind"]).starts_with("json-cascade");
        expected.iter().all(|one| is_predicted(&one) && found.iter().any(|finding| fits(one, finding)))
            && (!is_cascade || count("error") <= expected.len() + 1)
    });
}

/// Runs `is_met` for every case of a folder, and names those that fall short.
fn each(folder: &str, is_met: impl Fn(&Value, &Path) -> bool) {
    let Some(folder) = cases(folder) else { return };
    let rows = fs::read_to_string(folder.join("cases.jsonl")).unwrap();
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is_exception = |row: &&Value| EXCEPTIONS.iter().any(|(id, _)| row["id"] == *id);
    let short: Vec<_> = rows
        .iter()
        .filter(|row| !is_exception(row) && !is_met(row, &folder.join(text(&row["file"]))))
        .map(|row| format!("{}: {}", row["file"], row["expect"]))
        .collect();
    assert!(!rows.is_empty() && short.is_empty(), "{}", short.join("\n"));
}

fn check(file: &Path, arguments: &[String]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_payloadlint"));
    let output = command.args(["check", "--format", "json"]).args(arguments).arg(file).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

fn findings(report: &Value) -> Vec<&Value> {
    report["findings"].as_array().into_iter().flatten().collect()
}

/// Whether a finding is as a case expects it. `…_any` lists alternatives; a rule that did not exist yet has any name.
fn fits(expected: &Value, finding: &Value) -> bool {
    let is = |name: &str| expected[name].is_null() || expected[name] == finding[name];
    let is_any = |name: &str| {
        let alternatives = expected[format!("{name}_any")].as_array();
        alternatives.is_none_or(|alternatives| alternatives.contains(&finding[name]))
    };
    let is_rule = is("rule") || text(&expected["rule"]).starts_with("NEW");
    let related = finding["related"].as_array().into_iter().flatten();
    is_rule
        && ["severity", "pointer", "offset", "api_message"].into_iter().all(|name| is(name) && is_any(name))
        && is_any("rule")
        && matches(&expected["api_message_regex"], &finding["api_message"])
        && (expected["related"].is_null() || related.into_iter().any(|one| one["pointer"] == expected["related"]))
}

/// Whether a text matches a regular expression; `null` matches anything.
fn matches(pattern: &Value, text: &Value) -> bool {
    pattern.is_null() || jsonschema::is_valid(&json!({"type": "string", "pattern": pattern}), text)
}

fn rank(severity: &Value) -> Option<usize> {
    ["info", "warning", "error"].iter().position(|name| severity == name)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
