//! The `payloadlint` command: arguments in, exit status, standard output and standard error out.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const GOOD: &str =
    r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hello"}]}"#;
const EMPTY: &str = r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}"#;
const NO_MAX: &str = r#"{"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "Hello"}]}"#;
const PACKAGE: &str = r#"{"name": "a-package", "version": "1.0.0", "dependencies": {}}"#;

struct Outcome {
    status: i32,
    out: String,
    err: String,
}

/// The command with an empty environment.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_payloadlint"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

fn run(folder: &TempDir, arguments: &[&str]) -> Outcome {
    finish(command(folder.path(), arguments), "")
}

fn finish(mut command: Command, input: &str) -> Outcome {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The command may exit before it has read all of its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Outcome {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The files with findings, in order of output.
fn files(outcome: &Outcome) -> Vec<&str> {
    outcome.out.lines().map(|line| line.split(':').next().unwrap()).collect()
}

#[test]
fn exit_status() {
    let folder = folder(&[("good.json", GOOD), ("bad.json", EMPTY), ("package.json", PACKAGE), ("a.txt", GOOD)]);
    for (arguments, status) in [
        (&["good.json"][..], 0),
        (&["check", "good.json"], 0),
        (&["bad.json"], 1),
        (&["check", "bad.json", "good.json"], 1),
        (&["bad.json", "--fail-on", "never"], 0),
        (&["bad.json", "--severity", "PL301=warning"], 0),
        (&["bad.json", "--severity", "empty-messages=warning", "--fail-on", "warning"], 1),
        (&["bad.json", "--severity", "PL3=info", "--fail-on", "warning"], 0),
        (&["bad.json", "--ignore", "PL3"], 0),
        (&["bad.json", "--select", "PL1,PL2"], 0),
        (&["bad.json", "--select", "PL301"], 1),
        (&["."], 1),
        (&[], 1),
        (&["a.txt"], 0),
        (&["absent.json"], 2),
        (&["absent.json", "bad.json"], 2),
        (&["--no-such-flag"], 2),
        (&["bad.json", "--select", "PL999"], 2),
        (&["bad.json", "--target", "nowhere"], 2),
        (&["bad.json", "--as-of", "yesterday"], 2),
        (&["bad.json", "--models", "absent.json"], 2),
        (&["bad.json", "--header", "no colon"], 2),
        (&["--help"], 0),
        (&["check", "--help"], 0),
        (&["--version"], 0),
        (&["explain", "PL3"], 0),
        (&["explain", "PL39"], 2),
        (&["explain", "PL301"], 0),
        (&["explain", "no-such-rule"], 2),
        (&["models", "no-such-model"], 2),
    ] {
        let outcome = run(&folder, arguments);
        assert_eq!(outcome.status, status, "{arguments:?}\n{}{}", outcome.out, outcome.err);
    }
}

#[test]
fn findings_go_to_standard_output_and_the_rest_to_standard_error() {
    let folder = folder(&[("bad.json", EMPTY)]);
    for format in ["full", "concise", "json", "github"] {
        let outcome = run(&folder, &["--format", format, "bad.json"]);
        assert!(outcome.out.contains("PL301"), "{format}: {}", outcome.out);
        assert_eq!(outcome.err, "1 error in 1 request (1 file)\n", "{format}");
        let quiet = run(&folder, &["--format", format, "--quiet", "bad.json"]);
        assert_eq!((quiet.out, quiet.err.as_str()), (outcome.out, ""), "{format}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_linted() {
    let folder = folder(&[("bad.json", EMPTY), ("z.json", NO_MAX)]);
    let outcome = run(&folder, &["-f", "concise", "bad.json", "missing.json", "z.json"]);
    assert_eq!(outcome.status, 2);
    assert_eq!(files(&outcome), ["bad.json", "z.json"]);
    assert!(outcome.err.contains("payloadlint: missing.json: "), "{}", outcome.err);
    let outcome = run(&folder, &["missing.json"]);
    assert!(outcome.status == 2 && !outcome.err.contains("no problems found"), "{}", outcome.err);
}

#[test]
fn an_empty_file_list_is_an_error() {
    let folder = folder(&[("a.txt", GOOD), ("b.css", "#")]);
    let outcome = run(&folder, &["."]);
    assert_eq!(outcome.status, 2);
    assert!(outcome.err.starts_with("payloadlint: no file to lint in .\n  hint: "), "{}", outcome.err);
}

#[test]
fn standard_input() {
    let folder = folder(&[]);
    let two_lines = format!("{GOOD}\n{EMPTY}\n");
    for (arguments, input, status, begins) in [
        (&["-f", "concise", "-"][..], EMPTY, 1, "<stdin>:1:"),
        (&["-f", "concise", "-"], GOOD, 0, ""),
        (&["-f", "concise", "-"], PACKAGE, 1, "<stdin>:1:"),
        (&["-f", "concise", "--stdin-filename", "a/b.json", "-"], EMPTY, 1, "a/b.json:1:"),
        (&["-f", "concise", "-"], &two_lines, 1, "<stdin>:2:"),
        (&["-f", "concise", "--stdin-filename", "x.jsonl", "-"], &two_lines, 1, "x.jsonl:2:"),
        (&["-f", "concise", "--stdin-filename", "x.jsonl"], &two_lines, 1, "x.jsonl:2:"),
    ] {
        let outcome = finish(command(folder.path(), arguments), input);
        assert_eq!(outcome.status, status, "{arguments:?} {}", outcome.err);
        assert!(outcome.out.starts_with(begins), "{arguments:?} {}", outcome.out);
    }
}

#[test]
fn files_that_are_linted_in_a_directory() {
    let folder = folder(&[
        ("a/one.json", EMPTY),
        ("a/two.jsonl", EMPTY),
        ("a/three.NDJSON", EMPTY),
        ("a/four.txt", EMPTY),
        ("a/package.json", PACKAGE),
        (".hidden/five.json", EMPTY),
        (".six.json", EMPTY),
        ("node_modules/x/seven.json", EMPTY),
        ("a/target/eight.json", EMPTY),
        ("a/.venv/nine.json", EMPTY),
        ("ignored/ten.json", EMPTY),
        ("ignored/kept.json", EMPTY),
        ("a/deep/eleven.json", EMPTY),
        ("a/deep/twelve.json", EMPTY),
        (".gitignore", "ignored/*\n!kept.json\ntwelve.json\n"),
        ("a/deep/.gitignore", "eleven.json\n!twelve.json\n"),
        (".git/config.json", EMPTY),
    ]);
    for (arguments, expected) in [
        (&["."][..], &["a/deep/twelve.json", "a/one.json", "a/three.NDJSON", "a/two.jsonl", "ignored/kept.json"][..]),
        (&["a"], &["a/deep/twelve.json", "a/one.json", "a/three.NDJSON", "a/two.jsonl"]),
        (&["a/deep"], &["a/deep/twelve.json"]),
        (&["a", "--exclude", "deep", "--exclude", "*.jsonl"], &["a/one.json", "a/three.NDJSON"]),
        (&["a/four.txt", ".six.json", "ignored/ten.json"], &[".six.json", "a/four.txt", "ignored/ten.json"]),
        (&["./a/one.json", "a/one.json", "a/deep", "a/deep"], &["a/deep/twelve.json", "a/one.json"]),
        (&["ignored", "--no-ignore"], &["ignored/kept.json", "ignored/ten.json"]),
        (&["node_modules", ".hidden"], &[".hidden/five.json", "node_modules/x/seven.json"]),
        (&["a/package.json", "--exclude", "package.json"], &["a/package.json"]),
        (&["a/package.json", "--exclude", "package.json", "--force-exclude"], &[]),
        (&["a/deep/twelve.json", "a/one.json", "--exclude", "a/deep/", "--force-exclude"], &["a/one.json"]),
        (&["a/package.json", "a/one.json", "--requests-only"], &["a/one.json"]),
    ] {
        let arguments = [arguments, &["-f", "concise"]].concat();
        let outcome = run(&folder, &arguments);
        let mut found = files(&outcome);
        // A file that is not a request has several findings.
        found.dedup();
        assert_eq!(found, expected, "{arguments:?} {}", outcome.err);
    }
    let outcome = run(&folder, &["."]);
    assert_eq!(outcome.err, "5 errors in 5 requests (5 files; 1 file skipped: no requests found)\n");
    let everything = run(&folder, &[".", "--no-ignore", "-f", "concise"]);
    assert_eq!(everything.out.lines().count(), 12, "{}", everything.out);
}

/// Of the hidden directories, those with instructions and documentation are read.
#[test]
fn hidden_directories_that_are_part_of_the_work_are_read() {
    let skill = "```json\n{\"model\": \"claude-opus-5-5\", \"messages\": []}\n```\n";
    let folder = folder(&[
        (".claude/skills/api/SKILL.md", skill),
        (".claude/.cache/one.json", EMPTY),
        ("a/.github/two.json", EMPTY),
        ("a/.vscode/three.json", EMPTY),
    ]);
    for (path, expected) in [
        (".", &[".claude/skills/api/SKILL.md", "a/.github/two.json"][..]),
        (".claude", &[".claude/skills/api/SKILL.md"]),
        ("a", &["a/.github/two.json"]),
    ] {
        let outcome = run(&folder, &[path, "-f", "concise"]);
        let mut found = files(&outcome);
        found.dedup();
        assert_eq!(found, expected, "{path} {}", outcome.err);
    }
}

#[test]
fn json_output_is_always_valid() {
    let folder = folder(&[("bad.json", EMPTY), ("lines.jsonl", &format!("{GOOD}\n{NO_MAX}\n"))]);
    for arguments in [&["bad.json", "lines.jsonl"][..], &["bad.json", "absent.json"], &["bad.json", "--statistics"]] {
        let outcome = run(&folder, &[arguments, &["--format", "json", "--color", "always"]].concat());
        let report: Value = serde_json::from_str(&outcome.out).unwrap();
        assert_eq!(report["version"], 1);
        assert_eq!(report["findings"][0]["file"], "bad.json");
        assert_eq!(report["summary"]["errors"], report["findings"].as_array().unwrap().len());
    }
    let report: Value = serde_json::from_str(&run(&folder, &["-f", "json", "lines.jsonl"]).out).unwrap();
    assert_eq!(report["findings"][0]["entry"]["line"], 2);
    assert_eq!(report["summary"]["requests"], 2);
    assert_eq!(report["predicted"][0]["message"], "max_tokens: Field required");
}

#[test]
fn colors() {
    let folder = folder(&[("bad.json", EMPTY)]);
    for (arguments, variables, expected) in [
        (&[][..], &[][..], false),
        (&["--color", "always"], &[], true),
        (&["--color", "always"], &[("NO_COLOR", "1")], true),
        (&[], &[("CLICOLOR_FORCE", "1")], true),
        (&[], &[("CLICOLOR_FORCE", "0")], false),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&["--color", "never"], &[("CLICOLOR_FORCE", "1")], false),
    ] {
        for format in ["full", "concise"] {
            let mut command = command(folder.path(), &[&["bad.json", "-f", format], arguments].concat());
            command.envs(variables.iter().copied());
            let outcome = finish(command, "");
            assert_eq!(outcome.out.contains('\u{1b}'), expected, "{format} {arguments:?} {variables:?}");
            assert!(!outcome.err.contains('\u{1b}'));
        }
    }
}

#[test]
fn request_context_options() {
    let folder = folder(&[("bare.json", GOOD), ("models.json", r#"[{"id": "my-own-model"}]"#)]);
    for arguments in [
        &["--target", "anthropic"][..],
        &["--url", "https://api.anthropic.com/v1/messages", "--header", "anthropic-version: 2023-06-01"],
        &["--beta", "files-api-2025-04-14,context-1m-2025-08-07", "--beta", "interleaved-thinking-2025-05-14"],
        &["--model", "my-own-model", "--models", "models.json", "--as-of", "2026-11-24"],
        &["--api-version", "2023-06-01"],
    ] {
        let outcome = run(&folder, &[arguments, &["bare.json"]].concat());
        assert_eq!(outcome.status, 0, "{arguments:?} {} {}", outcome.out, outcome.err);
    }
    let outcome = run(&folder, &["--models", "bare.json", "bare.json"]);
    assert!(outcome.err.starts_with("payloadlint: bare.json: invalid model table"), "{}", outcome.err);
}

#[test]
fn statistics_count_by_rule() {
    let folder = folder(&[("a.jsonl", &format!("{EMPTY}\n{NO_MAX}\n{EMPTY}\n"))]);
    let outcome = run(&folder, &["--statistics", "a.jsonl"]);
    assert_eq!(outcome.out, "2  PL301  empty-messages\n1  PL202  missing-max-tokens\n");
    assert_eq!(outcome.status, 1);
}

#[test]
fn statistics_count_recorded_responses() {
    let record = |body: &str, status: u16, error: &str| {
        format!(
            r#"{{"url": "https://api.anthropic.com/v1/messages", "body": {body}, "status": {status}, "response_error": {error}}}"#
        )
    };
    let rejected = r#"{"type": "invalid_request_error", "message": "messages: at least one message is required"}"#;
    let lines = [
        record(GOOD, 200, "null"),
        record(EMPTY, 400, rejected),
        record(EMPTY, 200, "null"),
        record(NO_MAX, 400, rejected),
        record(GOOD, 400, rejected),
        record(GOOD, 529, "null"),
    ];
    let folder = folder(&[("a.jsonl", &lines.join("\n"))]);
    let outcome = run(&folder, &["--statistics", "a.jsonl"]);
    let expected = "2  PL301  empty-messages\n1  PL202  missing-max-tokens\n\n\
                    recorded responses:\n\
                    2  agree with the findings\n\
                    1  differ from the predicted response\n\
                    1  were rejected, but no error was found\n\
                    1  contradict a rule: accepted in spite of its error\n\
                    1  do not depend on the request (401, 429, 5xx …)\n  \
                    a.jsonl:3: contradiction (PL301)\n  \
                    a.jsonl:4: difference (PL202)\n  \
                    a.jsonl:5: not-predicted\n";
    assert_eq!(outcome.out, expected);
    let report: Value = serde_json::from_str(&run(&folder, &["-f", "json", "a.jsonl"]).out).unwrap();
    let expected = r#"{"agreements": 2, "differences": 1, "not_predicted": 1, "contradictions": 1, "changed": 0, "inconclusive": 1}"#;
    assert_eq!(report["summary"]["recorded"], serde_json::from_str::<Value>(expected).unwrap());
    assert_eq!(report["recorded"][0]["outcome"], "contradiction");
    assert_eq!(report["predicted"][1]["recorded"], "differs");
}

#[test]
fn a_long_file_is_linted_in_pieces_and_reported_in_order() {
    let line = GOOD.replace("Hello", &"x".repeat(1000));
    let mut text = format!("{line}\n").repeat(3000);
    text += &format!("{EMPTY}\n");
    text += &format!("{line}\n").repeat(3000);
    text += NO_MAX;
    let folder = folder(&[("a.jsonl", &text), ("b.json", EMPTY)]);
    let outcome = run(&folder, &["-f", "concise", "."]);
    let places: Vec<_> = outcome.out.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(places, ["a.jsonl:3001:60", "a.jsonl:6002:1", "b.json:1:60"]);
    let report: Value = serde_json::from_str(&run(&folder, &["-f", "json", "a.jsonl"]).out).unwrap();
    assert_eq!(report["summary"]["requests"], 6002);
    assert_eq!(report["findings"][1]["entry"]["index"], 6001);
    assert_eq!(report["findings"][1]["offset"], text.len() - NO_MAX.len());
}

/// The related location is shown although its piece is no longer in memory, and credentials on its line are masked.
#[test]
fn a_related_location_in_an_earlier_piece_is_shown() {
    let key = format!("sk-ant-api03-{}", "Zz9".repeat(30));
    let item = |id: usize| format!("{{\"note\": \"{key}\", \"custom_id\": \"id-{id}\", \"params\": {GOOD}}}\n");
    let text: String = (0..6000).chain([2]).map(item).collect();
    let folder = folder(&[("a.jsonl", &text)]);
    let outcome = run(&folder, &["--select", "PL901", "a.jsonl"]);
    for shown in ["a.jsonl:6001:1", "a.jsonl:3:1", "\n 3 │ ", "first used here"] {
        assert!(outcome.out.contains(shown), "{shown} in {}", outcome.out);
    }
    assert!(!outcome.out.contains("Zz9Zz9"), "{}", outcome.out);
    let predicted = |severity: &str| {
        let arguments = ["-f", "json", "--select", "PL901", "--severity", severity, "a.jsonl"];
        serde_json::from_str::<Value>(&run(&folder, &arguments).out).unwrap()["predicted"].clone()
    };
    assert_eq!(predicted("PL901=warning").as_array().unwrap().len(), 0);
    assert_eq!(predicted("PL901=error")[0]["entry"]["index"], 6000);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_not_an_error() {
    let folder = folder(&[("a.jsonl", &format!("{EMPTY}\n").repeat(500)), ("good.json", GOOD)]);
    for (arguments, status) in [(&["a.jsonl"][..], 1), (&["a.jsonl", "--fail-on", "never"], 0), (&["rules"], 0)] {
        let mut command = command(folder.path(), arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("panicked") && !err.contains("roken pipe"), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_name_that_is_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[]);
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"a\xff.json")), EMPTY).unwrap();
    let outcome = run(&folder, &["-f", "json", "."]);
    assert_eq!(outcome.status, 1);
    assert!(serde_json::from_str::<Value>(&outcome.out).is_ok());
}

#[test]
fn usage_errors_show_no_credential() {
    let folder = folder(&[("good.json", GOOD)]);
    let key = "sk-ant-api03-TopSecretTopSecret";
    for arguments in [
        &["good.json", "--header", "x-api-key Secret"][..],
        &["good.json", "--select", key],
        &["good.json", "--target", key],
        &["retry", "--status", "429", "--header", "x-api-key Secret"],
        &["retry", "--transport", key],
        &["key", key],
        &[key],
        &["explain", key],
        &["models", key],
    ] {
        let outcome = run(&folder, arguments);
        assert_eq!(outcome.status, 2, "{arguments:?}");
        assert!(!(outcome.out + &outcome.err).contains("Secret"), "{arguments:?}");
    }
}

/// The first example in the README is the output of the command.
#[test]
fn the_example_in_the_readme() {
    let program = "import anthropic\n\nclient = anthropic.Anthropic()\nclient.messages.create(\n    model=\"claude-opus-5-5\",\n    \
                   max_tokens=8_000,\n    temperature=0.2,\n    messages=[{\"role\": \"user\", \"content\": \"Hello\"}],\n)\n";
    let folder = folder(&[("ask.py", program)]);
    let outcome = run(&folder, &["ask.py"]);
    let readme = include_str!("../../README.md");
    let example = readme.split("```console\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(example, format!("$ payloadlint ask.py\n{}{}", outcome.out, outcome.err));
}

#[test]
fn explain() {
    let folder = folder(&[]);
    let page = run(&folder, &["explain", "empty-messages"]).out;
    assert!(page.contains("PL301 empty-messages") && page.contains("rejected:") && page.contains("E003 400"), "{page}");
    assert_eq!(run(&folder, &["explain", "pl301"]).out, page);
    let family = run(&folder, &["explain", "PL3"]).out;
    assert!(family.contains("PL301") && family.contains("PL384") && !family.contains("PL401"), "{family}");
    let typo = run(&folder, &["explain", "empty-mesages"]);
    assert_eq!(
        typo.err,
        "payloadlint: unknown rule `empty-mesages`\n  \
         hint: did you mean `empty-messages`? `payloadlint rules` lists all rules\n"
    );
    let json: Value = serde_json::from_str(&run(&folder, &["explain", "PL301", "--format", "json"]).out).unwrap();
    assert_eq!((&json["name"], &json["responses"][0]["status"]), (&"empty-messages".into(), &400.into()));
    let markdown = run(&folder, &["explain", "PL301", "--format", "markdown"]).out;
    assert_eq!(markdown, include_str!("../../docs/rules/PL301.md"));
}

#[test]
fn rules_and_models() {
    let folder = folder(&[]);
    let rules: Value = serde_json::from_str(&run(&folder, &["rules", "--format", "json"]).out).unwrap();
    assert_eq!(rules["rules"].as_array().unwrap().len(), payloadlint::internals::rules::all().len());
    assert_eq!(run(&folder, &["rules"]).out.lines().count(), payloadlint::internals::rules::all().len() + 1);
    let rows = payloadlint::internals::knowledge::Knowledge::shipped().responses().iter().len();
    let coverage: Value = serde_json::from_str(&run(&folder, &["rules", "--coverage", "-f", "json"]).out).unwrap();
    assert_eq!(coverage["responses"].as_array().unwrap().len(), rows);
    assert!(run(&folder, &["rules", "--coverage"]).out.contains("Cannot be known offline"));
    let model: Value = serde_json::from_str(&run(&folder, &["models", "claude-opus-5-5", "-f", "json"]).out).unwrap();
    assert_eq!(model["id"], "claude-opus-5-5");
    assert!(run(&folder, &["models", "anthropic/claude-opus-5.5"]).out.contains("context window"));
    assert!(run(&folder, &["models", "claude-opus-5-6"]).err.contains("did you mean `claude-opus-5-5`?"));
    assert!(run(&folder, &["models"]).out.contains("claude-haiku-4-5-20251001"));
}

#[test]
fn show_files() {
    let shown = |arguments: &[&str]| {
        let output = command(Path::new(env!("CARGO_MANIFEST_DIR")), arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (status, lines) = shown(&["--show-files", "fixtures/envelopes/har", "fixtures/envelopes/shell"]);
    assert_eq!(status, Some(0));
    let kinds = lines.lines().filter(|line| !line.starts_with(' '));
    let kinds: Vec<_> = kinds.map(|line| line.split_whitespace().take(2).collect::<Vec<_>>()).collect();
    assert_eq!(kinds, [["har", "2"], ["har", "2"], ["shell", "5"], ["shell", "6"], ["body", "1"]], "{lines}");
    for line in [
        "not read, line 37: its body is in no-such-file.json, which does not exist or may not be opened",
        "body, line 7: fixtures/envelopes/shell/body.json",
        "not read, line 34: its body comes from standard input",
    ] {
        assert!(lines.lines().any(|shown| shown.trim() == line), "{line} in {lines}");
    }

    let (status, lines) = shown(&["--show-files", "--input", "jsonl", "fixtures/pass/hello.json"]);
    assert_eq!((status, lines.split_whitespace().next()), (Some(0), Some("jsonl")));
    let (status, _) = shown(&["--input", "cassette", "fixtures/pass/hello.json"]);
    assert_eq!(status, Some(2));
    let (status, _) = shown(&["--show-files", "no/such/file.json"]);
    assert_eq!(status, Some(2));
    // A Markdown page without requests that is named on the command line is not reported as invalid JSON.
    assert_eq!(shown(&["-q", "CONTRIBUTING.md"]), (Some(0), String::new()));
}

#[test]
fn show_files_counts_skipped_files() {
    let folder = folder(&[("package.json", PACKAGE), ("page.md", "Hello"), ("body.json", GOOD)]);
    let outcome = run(&folder, &["--show-files", "."]);
    assert_eq!((outcome.status, &*outcome.err), (0, "2 files skipped: no requests found\n"));
    assert_eq!(run(&folder, &["--show-files", "--quiet", "."]).err, "");
}

/// A file that a curl command sends is linted once, with the URL and headers of the command.
#[test]
fn a_body_in_a_separate_file() {
    let curl = "curl https://api.anthropic.com/v1/messages -H \"x-api-key: $KEY\" -H 'anthropic-version: 2023-06-01'";
    let script =
        format!("{curl} --json @body\n{curl} --json @body\n{curl} --json @../other.json\n{curl} --json @none.json\n");
    let turns = r#"[{"role": "user", "content": "A"}, {"role": "user", "content": "B"}]"#;
    let merged = format!(r#"{{"model": "claude-opus-5-5", "max_tokens": 8, "messages": {turns}}}"#);
    let folder = folder(&[("calls/send.sh", &script), ("calls/body", EMPTY), ("other.json", &merged)]);
    let expected = ["calls/body"];
    for arguments in [&["-f", "concise"][..], &["-f", "concise", "calls"], &["-f", "concise", "calls/send.sh"]] {
        let outcome = run(&folder, arguments);
        assert_eq!((outcome.status, files(&outcome)), (1, expected.to_vec()), "{arguments:?}: {}", outcome.out);
        let counts = "1 error in 3 requests (3 files; 1 body not read: see --show-files)";
        assert_eq!(outcome.err.trim(), counts, "{arguments:?}");
    }
    let outcome = run(&folder, &["-f", "concise", "--exclude", "body", "."]);
    assert_eq!((outcome.status, outcome.out.as_str()), (0, ""), "{}", outcome.err);
}

/// A script in a pull request must not be able to print other files of the machine into the log.
#[test]
fn files_outside_the_directory_and_hidden_files_are_not_opened() {
    let curl = "curl https://api.anthropic.com/v1/messages -H \"x-api-key: $KEY\" -H 'anthropic-version: 2023-06-01'";
    let outside = folder(&[("other.json", EMPTY)]);
    let absolute = outside.path().join("other.json").display().to_string();
    for name in [&*absolute, "../../other.json", ".env", "/proc/self/environ", ".git/config", "../.env"] {
        let script = format!("{curl} --json @{name}\n");
        let files = [("calls/send.sh", &*script), ("calls/.env", EMPTY), (".env", EMPTY), (".git/config", EMPTY)];
        let outcome = run(&folder(&files), &["."]);
        assert_eq!((outcome.status, outcome.out.as_str()), (0, ""), "{name}");
        assert!(outcome.err.contains("1 body not read"), "{name}: {}", outcome.err);
    }
}

#[test]
fn files_of_other_programs_are_skipped() {
    let folder = folder(&[
        (
            "results.jsonl",
            r#"{"custom_id": "a", "result": {"type": "succeeded", "message": {"model": "claude-opus-5-5"}}}"#,
        ),
        ("mock.json", r#"{"requests": [{"url": "http://localhost", "method": "GET"}]}"#),
        ("agent.json", r#"{"model": "claude-opus-5-5", "tools": ["read", "write"], "name": "reviewer"}"#),
        ("config.json", r#"{"model": "bert", "max_tokens": 512, "layers": 12}"#),
        ("package.json", r#"{"name": "app", "version": "1.0.0"}"#),
        ("tsconfig.json", "{// comments are legal here\n\"strict\": true,}"),
        ("request.json", GOOD),
    ]);
    let outcome = run(&folder, &["."]);
    assert_eq!((outcome.status, outcome.out.as_str()), (0, ""), "{}", outcome.err);
    assert!(outcome.err.contains("in 1 request "), "{}", outcome.err);
}
