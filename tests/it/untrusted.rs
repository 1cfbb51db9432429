//! Names and texts from elsewhere: they cannot forge a line of the output or control a terminal, and credentials in them
//! are not shown, whatever command, format or error quotes them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use payloadlint::Linter;
use payloadlint::internals::report::{Page, TextOptions, json};
use tempfile::TempDir;

const SECRET: &str = "Zq7Xw9Kf3Lm5Np2R";
/// What a name must not do: start a line with a workflow command, color the rest, turn the direction of the text around.
const FORGED: &str = "x\n::error title=forged::\u{1b}[31m\u{9b}31m\u{202e}\u{3164}";

/// What a command writes to standard output, and to standard error.
fn run(folder: &Path, arguments: &[&str], input: &str) -> [String; 2] {
    let mut command = Command::new(env!("CARGO_BIN_EXE_payloadlint"));
    command.args(arguments).current_dir(folder).env_clear();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes());
    let output = child.wait_with_output().unwrap();
    [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap())
}

#[track_caller]
fn assert_harmless(outputs: &[String; 2], what: &str) {
    for text in outputs {
        assert!(!text.contains(SECRET), "{what}: a credential is shown:\n{text}");
        let is_harmful = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202e}' | '\u{3164}'));
        assert!(!text.contains(is_harmful), "{what}: a control character is written:\n{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("::error title=forged")), "{what}: a forged line:\n{text}");
    }
}

const FORMATS: [&str; 4] = ["full", "concise", "json", "github"];

/// A folder with a file of this name in it.
fn folder(name: &str, text: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

#[cfg(unix)]
#[test]
fn names_of_files() {
    let names = [format!("{FORGED}.json"), format!("sk-ant-api03-{SECRET}.json")];
    // With a finding, without a request, and one that cannot be unpacked.
    let texts: [&[u8]; 3] = [br#"{"model": "claude-opus-5-5", "messages": []}"#, b"{}", b"\x1f\x8b"];
    for name in &names {
        for text in texts {
            let folder = folder(name, text);
            for format in FORMATS {
                assert_harmless(&run(folder.path(), &["--format", format, "."], ""), format);
                assert_harmless(&run(folder.path(), &["--format", format, "--statistics", name], ""), format);
                assert_harmless(
                    &run(folder.path(), &["--format", format, "missing", &format!("no{name}")], ""),
                    format,
                );
                let input = String::from_utf8_lossy(text);
                assert_harmless(
                    &run(folder.path(), &["--format", format, "--stdin-filename", name, "-"], &input),
                    format,
                );
            }
            assert_harmless(&run(folder.path(), &["--show-files", "."], ""), "--show-files");
            assert_harmless(&run(folder.path(), &["key", "--env-file", name], ""), "key");
            assert_harmless(&run(folder.path(), &["--models", name, "."], ""), "--models");
            assert_harmless(&run(folder.path(), &["retry", "--case", name], ""), "retry");
        }
    }
}

#[test]
fn arguments() {
    let folder = tempfile::tempdir().unwrap();
    let secret = format!("sk-ant-api03-{SECRET}");
    for word in [FORGED, &secret] {
        for arguments in [
            &["explain", word][..],
            &["models", word],
            &[word],
            &["--select", word],
            &["--target", word],
            &["--input", word],
            &["--as-of", word],
            &["--exclude", &format!("[{word}")],
            &["--header", word],
            &[&format!("--{word}")],
            &["--format", word],
            &["retry", "--transport", word],
            &["retry", "--status", word],
            &["retry", "--status", "429", "--header", &format!("anthropic-ratelimit-unified-x: {word}")],
        ] {
            assert_harmless(&run(folder.path(), arguments, ""), &arguments.join(" "));
        }
    }
}

#[test]
fn cases_of_retry() {
    let folder = tempfile::tempdir().unwrap();
    let forged = serde_json::Value::from(FORGED).to_string();
    for word in [forged, format!("\"sk-ant-api03-{SECRET}\""), format!("\"{SECRET}\"")] {
        for case in [
            format!("{{\"status\": 429, \"effect\": {word}}}"),
            format!("{{\"status\": 429, \"now\": {word}}}"),
            format!("{{\"status\": {word}}}"),
            format!("{{\"transport\": {word}}}"),
            format!("{{\"status\": 429, \"config\": {{\"jitter\": {word}}}}}"),
            format!("{{\"status\": 429, \"body_base64\": {word}}}"),
        ] {
            assert_harmless(&run(folder.path(), &["retry", "--case", "-"], &case), &case);
            let [out, err] = run(folder.path(), &["retry", "--cases", "-"], &case);
            assert!(out.lines().count() == 1 && err.lines().count() <= 1, "{case}: {out}{err}");
            assert_harmless(&[out, err], &case);
        }
    }
    for case in [
        format!("{{\"status\": 429, \"id\": \"sk-ant-api03-{SECRET}\"}}"),
        format!("{{\"status\": 429, \"id\": [{{\"sk-ant-api03-{SECRET}\": 1}}]}}"),
        format!("{{\"status\": 429, \"sk-ant-api03-{SECRET}\": 1}}"),
        format!("{{\"status\": 429, \"config\": {{\"sk-ant-api03-{SECRET}\": 1}}}}"),
    ] {
        assert_harmless(&run(folder.path(), &["retry", "--case", "-"], &case), &case);
    }
}

/// A value that is proposed in place of a credential is made of it, and nobody would recognize it as one.
#[test]
fn proposed_values() {
    let folder = tempfile::tempdir().unwrap();
    let request = |rest: &str| {
        format!(
            r#"{{"model": "claude-opus-5-5", "max_tokens": 1, "messages": [{{"role": "user", "content": "Hi"}}]{rest}}}"#
        )
    };
    for body in [
        format!(r#"[{{"custom_id": "ya29.a0AfH6SM{SECRET}{SECRET}", "params": {{"bad": 1}}}}]"#),
        format!(r#"[{{"custom_id": "https://u:{SECRET}@h", "params": {{"bad": 1}}}}]"#),
        request(&format!(r#", "tools": [{{"name": "ya29.a0AfH6SM{SECRET}", "input_schema": {{"type": "object"}}}}]"#)),
        request(&format!(
            r#", "tools": [{{"name": "a", "input_schema": {{"type": "object", "properties": {{"Bearer {SECRET}": {{}}}}}}}}]"#
        )),
        format!("{{'x-api-key':'{SECRET}','model':'claude-opus-5-5','max_tokens':1,'messages':[]}}"),
        format!("{{“x-api-key”:“{SECRET}”,“model”:“claude-opus-5-5”,“max_tokens”:1,“messages”:[]}}"),
    ] {
        for format in ["json", "concise", "github"] {
            assert_harmless(&run(folder.path(), &["--format", format, "-"], &body), &body);
        }
    }
}

/// Invisible characters are escaped in JSON, which means the same.
#[test]
fn invisible_characters_in_json() {
    for invisible in
        "\u{7f}\u{85}\u{9b}\u{ad}\u{34f}\u{115f}\u{1160}\u{17b4}\u{180b}\u{200b}\u{202e}\u{2066}\u{3164}\u{feff}\u{ffa0}\u{e0041}"
            .chars()
    {
        let body = format!(r#"{{"model": "claude-opus-5-5", "max_tokens": 1, "messages": [], "a{invisible}b": 1}}"#);
        let report = Linter::default().lint(&payloadlint::Request::new(&body));
        let mut out = Vec::new();
        json::render(&report, &TextOptions::default(), &mut Page::new(&mut out)).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains(invisible), "{invisible:?} is in {text}");
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let pointers: Vec<_> = document["findings"].as_array().unwrap().iter().map(|one| &one["pointer"]).collect();
        assert!(pointers.iter().any(|pointer| **pointer == format!("/a{invisible}b")), "{pointers:?}");
    }
}

/// Only the macros make arguments that may be shown, and only they are checked.
#[test]
fn nothing_is_written_past_the_types() {
    let mut wrong = Vec::new();
    let mut open = vec![crate::common::root().join("src")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let name = path.strip_prefix(crate::common::root()).unwrap().to_string_lossy().replace('\\', "/");
        let writes = name.starts_with("src/report/") || name.starts_with("src/cli/");
        let forbidden: &[&str] = if writes { &["write_all(", "writeln!(out", "write!(out", "println!("] } else { &[] };
        for word in forbidden.iter().chain(&["Checked::by_macro("]).filter(|word| text.contains(**word)) {
            if name != "src/shown/text.rs" {
                wrong.push(format!("{name}: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
