//! Repeated findings: what is shown of them in a terminal, and what a program gets.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const DATE: &str = "2026-11-27";

fn request(model: &str) -> String {
    format!(r#"{{"model": "{model}", "max_tokens": 64, "messages": [{{"role": "user", "content": "Hello"}}]}}"#)
}

fn lines(requests: impl Iterator<Item = String>) -> String {
    requests.collect::<Vec<_>>().join("\n")
}

/// A batch with this many items, one on each line or all on one.
fn batch(items: usize, separator: &str) -> String {
    let items = (0..items).map(|id| format!(r#"{{"custom_id": "id-{id}", "params": {}}}"#, request("claude-2.1")));
    format!(r#"{{"requests": [{separator}{}]}}"#, items.collect::<Vec<_>>().join(&format!(",{separator}")))
}

/// Runs the command. Returns exit status, standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_payloadlint"))
        .args(["--as-of", DATE])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn report(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&run(folder, &[&["--format", "json"], arguments].concat()).1).unwrap()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
    folder
}

/// Findings with one message, with several, and with one each; on lines of their own and on one line; in several files.
fn sample() -> TempDir {
    let models = ["claude-2.1", "claude-3-opus-20240229", "claude-3-sonnet-20240229"];
    let several = lines((0..60).map(|index| match index % 7 {
        0 => r#"{"model": "claude-opus-5-5", "messages": []}"#.to_owned(),
        _ => request(models[index % 3]),
    }));
    let tool = |id| {
        let call = format!(r#"{{"type": "tool_use", "id": "toolu_{id}", "name": "f", "input": {{}}}}"#);
        let messages = format!(
            r#"[{{"role": "user", "content": "a"}}, {{"role": "assistant", "content": [{call}]}}, {{"role": "user", "content": "b"}}]"#
        );
        format!(
            r#"{{"model": "claude-opus-5-5", "max_tokens": 64, "tools": [{{"name": "f", "input_schema": {{"type": "object"}}}}], "messages": {messages}}}"#
        )
    };
    folder(&[
        ("a.jsonl", &several),
        ("b.json", &batch(64, "\n")),
        ("c.json", &batch(5, "")),
        ("d.jsonl", &lines((0..70).map(tool))),
        ("e.jsonl", &lines((0..3).map(|_| request("claude-2.1")))),
    ])
}

#[test]
fn repeated_findings_are_grouped_by_file_rule_and_message() {
    let folder = sample();
    let mut shown = String::new();
    for (format, files) in [("concise", &["."][..]), ("full", &["b.json", "c.json"])] {
        let (status, out, err) = run(folder.path(), &[&["--format", format], files].concat());
        assert_eq!(status, 1);
        let _ = write!(shown, "--format {format}\n\n{out}\n{err}\n");
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn show_all_shows_each_finding() {
    let folder = sample();
    let (_, out, err) = run(folder.path(), &["--format", "concise", "--show-all", "."]);
    assert_eq!(out.lines().count(), 69 + 64 + 5 + 70 + 3, "{out}");
    assert!(!out.contains(" more of ") && !err.contains("--show-all"), "{out}{err}");
    let (_, out, _) = run(folder.path(), &["--show-all", "b.json"]);
    assert_eq!(out.matches("error[PL503]").count(), 64);
}

/// An error is not hidden by warnings with the same message, as there are for requests that were accepted.
#[test]
fn findings_of_different_severity_are_not_grouped() {
    let record = |status| {
        format!(
            r#"{{"url": "https://api.anthropic.com/v1/messages", "body": {{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}}, "status": {status}}}"#
        )
    };
    let folder = folder(&[("a.jsonl", &lines([200, 200, 200, 200, 400].map(record).into_iter()))]);
    let (_, out, _) = run(folder.path(), &["--format", "concise", "--select", "PL301", "a.jsonl"]);
    let shown: Vec<_> = out.lines().map(|line| line.split(']').next().unwrap()).collect();
    let expected = ["a.jsonl:1:117: warning[PL301", "a.jsonl:2:117: warning[PL301", "a.jsonl:3:117: warning[PL301"];
    assert_eq!(shown[..3], expected);
    assert!(shown[3].contains(": error[PL301"), "{out}");
    assert!(shown[4].starts_with("a.jsonl: 1 more of PL301 (`messages` is empty) at line 4"), "{out}");
}

/// However many findings a file has, and whether it is read as a whole or in pieces, the output is about a screenful.
#[test]
fn a_batch_with_one_outdated_model() {
    const ITEMS: usize = 20_000;
    let folder = folder(&[
        ("batch.json", &batch(ITEMS, "\n")),
        ("lines.jsonl", &lines((0..ITEMS).map(|_| request("claude-2.1")))),
    ]);
    for file in ["batch.json", "lines.jsonl"] {
        let (status, out, err) = run(folder.path(), &[file]);
        assert_eq!(status, 1);
        assert!(out.lines().count() < 50, "{out}");
        assert!(out.contains(&format!("{file}: 19997 more of PL503 at lines ")), "{out}");
        assert!(err.starts_with("20000 errors in 20000 requests (1 file; 19997 repeated findings grouped"), "{err}");
    }
    let (_, out, _) = run(folder.path(), &["--statistics", "lines.jsonl"]);
    assert_eq!(out, "20000  PL503  retired-model\n");
}

/// A file has more findings than a report contains: the rest is counted, and no kind of finding is missing.
#[test]
fn the_limit_of_machine_readable_reports() {
    const LIMIT: usize = 10_000;
    let retired = (0..=LIMIT).map(|_| request("claude-2.1"));
    let empty = r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}"#;
    let (text, good) = (lines(retired.chain([empty.to_owned()])), request("claude-opus-5-5"));
    let folder = folder(&[("a.jsonl", &text), ("b.jsonl", empty), ("good.json", &good)]);
    let files = ["--select", "PL301,PL503", "a.jsonl", "b.jsonl", "good.json"];

    let limited = report(folder.path(), &[&["--statistics"], &files[..]].concat());
    let schema = fs::read(crate::common::root().join("schemas/report.v1.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    assert!(schema.is_valid(&limited));
    let codes: Vec<_> = limited["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes.len(), LIMIT + 2);
    assert_eq!(codes[LIMIT - 1..], ["PL503", "PL301", "PL301"]);
    assert_eq!(limited["summary"]["errors"], LIMIT + 3);
    assert_eq!(
        limited["omitted"],
        serde_json::json!([{"file": "a.jsonl", "findings": 1, "rules": {"PL503": 1}, "predicted": 2}])
    );
    let rule = |code, rule, findings| serde_json::json!({"code": code, "rule": rule, "severity": "error", "findings": findings});
    let expected = [rule("PL503", "retired-model", LIMIT + 1), rule("PL301", "empty-messages", 2)];
    assert_eq!(limited["statistics"], Value::from(expected.to_vec()));
    assert_eq!(limited["predicted"].as_array().unwrap().len(), LIMIT + 1);

    let all = report(folder.path(), &[&["--show-all"], &files[..]].concat());
    assert_eq!(all["findings"].as_array().unwrap().len(), LIMIT + 3);
    assert_eq!(all.get("omitted"), None);

    let (status, out, err) = run(folder.path(), &[&["--format", "github"], &files[..]].concat());
    assert_eq!(status, 1);
    // GitHub shows the first ten: they are not all of one kind.
    assert_eq!(out.lines().take(10).filter(|line| line.contains("PL301")).count(), 2, "{}", &out[..2000]);
    assert_eq!(out.lines().last().unwrap(), "::notice file=a.jsonl,title=payloadlint::1 finding omitted");
    assert!(err.contains("1 finding omitted: see --show-all"), "{err}");
}
