//! Hostile inputs: each ends with findings, a counted skip or an error about its file, and never takes other files with it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use payloadlint::{Linter, Request, Settings, Severity};
use serde_json::Value;
use tempfile::TempDir;

const GOOD: &str = r#"{"model": "claude-opus-5-5", "max_tokens": 5, "messages": [{"role": "user", "content": "Hi"}]}"#;
const EMPTY: &str = r#"{"model": "claude-opus-5-5", "max_tokens": 5, "messages": []}"#;
const CURL: &str = "curl https://api.anthropic.com/v1/messages -d";

/// More than the command needs for ordinary files, in kilobytes. A debug build has large stacks.
const MEMORY: usize = 1_200_000;

struct Outcome {
    status: i32,
    out: String,
    err: String,
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        // No exit status: a signal.
        Outcome { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Runs a shell script in which `$PL` is the command, with limited memory.
fn shell(folder: &Path, script: &str) -> Outcome {
    let script = format!("ulimit -v {MEMORY}; {script}");
    let mut command = Command::new("bash");
    command.args(["-c", &script]).current_dir(folder).env("PL", env!("CARGO_BIN_EXE_payloadlint"));
    for name in ["RAYON_NUM_THREADS", "TZ", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"] {
        command.env_remove(name);
    }
    command.env("RAYON_NUM_THREADS", "2").output().unwrap().into()
}

fn run(folder: &Path, arguments: &str) -> Outcome {
    shell(folder, &format!("exec $PL {arguments}"))
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
    folder
}

fn with_tool(schema: &str, example: &str) -> String {
    let tool = format!(r#"{{"name": "t", "input_schema": {schema}, "input_examples": [{example}]}}"#);
    format!(r#"{}, "tools": [{tool}]}}"#, &GOOD[..GOOD.len() - 1])
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + inner + &close.repeat(depth)
}

/// Each file is hostile; `other.json` next to it is linted. The reason is in the list of files or in a finding or error.
#[test]
fn deep_structures_lose_no_other_file() {
    let python = |value: &str| {
        format!("import anthropic\nanthropic.Anthropic().messages.create(model='claude-opus-5-5', messages={value})\n")
    };
    let blocks: String = (0..600).map(|depth| format!("{}if 1:\n", " ".repeat(depth))).collect();
    let chain: Vec<String> =
        (0..5_000).map(|index| format!(r##""d{index}": {{"$ref": "#/$defs/d{}"}}"##, index + 1)).collect();
    let chain =
        format!(r##"{{"type": "object", "allOf": [{{"$ref": "#/$defs/d0"}}], "$defs": {{{}}}}}"##, chain.join(","));
    let twice: Vec<String> = (0..60)
        .map(|index| {
            format!(r##""d{index}": {{"allOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}]}}"##, index + 1)
        })
        .collect();
    let twice = format!(
        r##"{{"type": "object", "allOf": [{{"$ref": "#/$defs/d0"}}], "$defs": {{{}, "d60": {{}}}}}}"##,
        twice.join(",")
    );
    let vcr = |body: &str| {
        format!(
            "interactions:\n- request:\n    uri: https://api.anthropic.com/v1/messages\n    method: POST\n    body: {body}\nversion: 1\n"
        )
    };
    let here = nested("$(cat <<E\n", "", "\nE\n)", 4_000);
    let deep = "nested more than";
    for (name, text, reason) in [
        ("a.sh", format!("{CURL} \"{here}\"\n"), "here-documents are nested too deeply"),
        ("a.sh", format!("{CURL} @- <<{}\n", "\"$(cat <<".repeat(4_000)), "here-documents are nested too deeply"),
        ("a.md", format!("```sh\n{CURL} \"{here}\"\n```\n"), "here-documents are nested too deeply"),
        ("a.json", "[".repeat(100_000), "PL116"),
        ("a.json", nested("[", GOOD, "]", 500), "PL203"),
        ("a.jsonl", "{\"a\":".repeat(100_000), "PL116"),
        ("a.json", with_tool(&chain, r#"{"a": 1}"#), "not checked"),
        ("a.json", with_tool(&twice, r#"{"a": 1}"#), "not checked"),
        ("a.json", with_tool(&nested(r#"{"type": "object", "properties": {"a": "#, "true", "}}", 240), "{}"), ""),
        ("a.py", python(&nested("[", "1", "]", 20_000)), "expressions are nested too deeply"),
        ("a.py", format!("{}{blocks}{} {}", python("[]"), " ".repeat(600), "x = 1\n"), "blocks are nested too deeply"),
        (
            "a.md",
            format!("```python\n{}```\n", python(&nested("(", "1", ")", 20_000))),
            "expressions are nested too deeply",
        ),
        ("a.yaml", vcr(&nested("[", "", "]", 20_000)), "recursion limit exceeded"),
        ("a.yaml", vcr(&format!("\n      {}1", "- ".repeat(20_000))), deep),
        ("a.md", format!("{} ```\n{}", ">".repeat(20_000), "- ".repeat(20_000)), ""),
    ] {
        let folder = folder(&[(name, &text), ("other.json", EMPTY)]);
        let checked = run(folder.path(), &format!("--format concise --show-all {name} ."));
        assert!(matches!(checked.status, 1 | 2), "{name}: {reason}: {} {}", checked.status, checked.err);
        assert!(checked.out.contains("other.json:1:"), "{name}: {reason}: {}", checked.out);
        let listed = run(folder.path(), &format!("--show-files {name} ."));
        let all = [checked.out, checked.err, listed.out, listed.err].concat();
        assert!(all.contains(reason), "{name}: no {reason:?} in {all}");
        assert!(all.contains("other.json"), "{name}: {all}");
    }
}

/// A value that is built in memory can be deeper than any text that is parsed.
#[test]
fn a_deep_value_is_a_finding() {
    let mut value = Value::Null;
    for _ in 0..5_000 {
        value = Value::Array(vec![value]);
    }
    let report = payloadlint::validate_value(&value);
    assert_eq!(report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["PL116"]);
    // Dropping it recurses, which is not what is tested.
    while let Value::Array(mut items) = value {
        value = items.pop().unwrap_or_default();
    }
}

/// Files that are too large, as they are or unpacked, are errors of their own.
#[test]
fn large_files_are_not_read() {
    let folder = folder(&[("z.json", EMPTY)]);
    let path = folder.path();
    fs::File::create(path.join("sparse.json")).unwrap().set_len(10 << 30).unwrap();
    let bomb = fs::File::create(path.join("bomb.json")).unwrap();
    let mut bomb = flate2::write::GzEncoder::new(bomb, flate2::Compression::fast());
    let zeros = vec![0; 1 << 20];
    (0..16).for_each(|_| bomb.write_all(&zeros).unwrap());
    bomb.finish().unwrap();
    fs::write(path.join("line.jsonl"), "x".repeat(2 << 20)).unwrap();
    fs::write(path.join("lines.sh"), "\n".repeat(2000)).unwrap();

    let limits = "--max-unpacked-size 8MB --max-lines 1000";
    for command in ["--format concise", "--show-files"] {
        let all = run(path, &format!("{limits} {command} sparse.json bomb.json lines.sh z.json"));
        assert_eq!(all.status, 2, "{}", all.err);
        assert!(all.out.contains("z.json"), "{}", all.out);
        for error in [
            "sparse.json: larger than 512 MB\n  hint: --max-file-size sets the limit\n",
            "bomb.json: the decompressed text is larger than 8 MB\n",
            "lines.sh: more than 1000 lines\n",
        ] {
            assert!(all.err.contains(error), "{command}: {}", all.err);
        }
    }
    let line = run(path, "--max-file-size 1MB line.jsonl");
    assert_eq!((line.status, line.err.contains("line.jsonl: a line is longer than 1 MB")), (2, true), "{}", line.err);
    let piped = shell(path, "yes | head -c 3000000 | $PL --max-file-size 1MB - z.json");
    assert_eq!((piped.status, piped.err.contains("<stdin>: larger than 1 MB")), (2, true), "{}", piped.err);
    // Exactly at the limit.
    let size = EMPTY.len();
    assert_eq!(run(path, &format!("--max-file-size {size} z.json")).status, 1);
    assert_eq!(run(path, &format!("--max-file-size {} z.json", size - 1)).status, 2);
    let invalid = run(path, "--max-file-size many z.json");
    assert!(invalid.status == 2 && invalid.err.contains("expected a number of bytes"), "{}", invalid.err);
}

/// Findings beyond the limit are counted in every format, and are not built.
#[test]
fn findings_are_limited_where_they_are_made() {
    let items = 12_000;
    let body = format!(r#"{{"model": "claude-opus-5-5", "max_tokens": 5, "messages": [{}0]}}"#, "0,".repeat(items - 1));
    let folder = folder(&[("a.json", &body)]);
    let path = folder.path();
    let json = run(path, "--max-findings 5 --select PL220 --format json a.json");
    let report: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 5);
    assert_eq!(report["summary"]["errors"], items);
    assert_eq!(report["omitted"][0]["findings"], items - 5);
    assert_eq!(report["omitted"][0]["rules"]["PL220"], items - 5);
    let of = |format: &str| run(path, &format!("--max-findings 5 --select PL220 --format {format} a.json"));
    let (concise, full, github) = (of("concise"), of("full"), of("github"));
    assert!(concise.out.contains(&format!("a.json: {} more of PL220 at ", items - 3)), "{}", concise.out);
    assert!(full.out.contains(&format!("a.json: {} more of PL220 at ", items - 3)), "{}", full.out);
    assert!(github.out.ends_with(&format!("{} findings omitted\n", items - 5)), "{}", github.out);
    let all = run(path, "--max-findings 5 --show-all --select PL220 --format concise a.json");
    assert!(all.out.contains(&format!("{} more of PL220, beyond --max-findings", items - 5)), "{}", all.out);
    let statistics = run(path, "--max-findings 5 --select PL220 --statistics a.json");
    assert!(statistics.out.starts_with(&items.to_string()), "{}", statistics.out);
    for outcome in [concise, full, github, all, statistics] {
        assert_eq!(outcome.status, 1);
        assert!(outcome.err.starts_with(&format!("{items} errors in 1 request")), "{}", outcome.err);
    }
    let mut few = Settings::default();
    few.limits.findings = Some(5);
    let linter = Linter::builder().settings(few).select("PL220").build().unwrap();
    let lint = |body: &str| linter.lint(&Request::new(body));
    // The schema is compiled once.
    lint(GOOD);
    let mut report = None;
    let memory = allocation_counter::measure(|| report = Some(lint(&body)));
    let report = report.unwrap();
    assert_eq!((report.findings.len(), report.omitted()), (5, items - 5));
    assert_eq!(report.count(Severity::Error), items);
    // A finding takes more than a kilobyte.
    assert!(memory.bytes_max < items as u64 * 700, "{} bytes for each item", memory.bytes_max / items as u64);
}

/// No kind of finding is missing because of another one, and requests beyond the limit are an error.
#[test]
fn other_limits_per_file() {
    let unknown: Vec<String> = (0..150).map(|index| format!(r#""x{index}": 1"#)).collect();
    let unknown = format!(r#"{{{}, "model": "claude-opus-5-5", "max_tokens": 5, "messages": []}}"#, unknown.join(", "));
    let lines = format!("{EMPTY}\n").repeat(20);
    let list = format!("[{}]", [EMPTY; 20].join(","));
    let folder = folder(&[("a.json", &unknown), ("b.jsonl", &lines), ("c.json", &list)]);
    let path = folder.path();
    let json = run(path, "--format json a.json");
    let report: Value = serde_json::from_str(&json.out).unwrap();
    let codes: Vec<_> = report["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes.iter().filter(|code| **code == "PL210").count(), 100);
    assert!(codes.iter().any(|code| **code == "PL301"));
    assert_eq!((&report["summary"]["errors"], &report["omitted"][0]["rules"]["PL210"]), (&151.into(), &50.into()));
    let few = run(path, "--format concise --show-all --max-unknown-fields 10 a.json");
    assert!(
        few.out.ends_with("a.json: 140 more of PL210, beyond --max-findings or --max-unknown-fields\n"),
        "{}",
        few.out
    );
    for file in ["b.jsonl", "c.json"] {
        let few = run(path, &format!("--max-requests 10 --show-all --format concise {file}"));
        assert_eq!((few.status, few.out.lines().count()), (2, 10), "{}", few.out);
        assert!(few.err.contains(&format!("{file}: only the first 10 of 20 requests were checked")), "{}", few.err);
        let listed = run(path, &format!("--max-requests 10 --show-files {file}"));
        assert!(listed.out.contains("read only in part: only the first 10 of 20 requests"), "{}", listed.out);
    }
}

/// A recording in which every response disagrees.
#[test]
fn recorded_responses_are_limited() {
    let pair = format!(r#"{{"request": {EMPTY}, "response": {{"type": "message"}}}}"#);
    let folder = folder(&[("a.jsonl", &format!("{pair}\n").repeat(20))]);
    let json = run(folder.path(), "--max-findings 4 --format json a.jsonl");
    let report: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(report["recorded"].as_array().unwrap().len(), 4, "{report}");
    assert_eq!(report["omitted"][0]["recorded"], 16);
    let summary = &report["summary"]["recorded"];
    assert_eq!(summary["contradictions"].as_u64().unwrap() + summary["changed"].as_u64().unwrap(), 20);
}

/// What can be read only once is opened once, whatever it is called.
#[cfg(unix)]
#[test]
fn streams_are_read_once() {
    let command = format!("{CURL} '{EMPTY}'\n");
    let folder = folder(&[("good.json", GOOD), ("empty.json", EMPTY), ("a.sh", &command)]);
    for (script, status, out) in [
        ("cat good.json | $PL /dev/stdin", 0, ""),
        ("$PL <(cat good.json)", 0, ""),
        ("$PL <(cat good.json) <(cat empty.json)", 1, "PL301"),
        ("cat good.json | $PL - -", 0, ""),
        ("cat good.json | $PL - /dev/stdin /dev/fd/0", 0, ""),
        ("$PL - - < good.json", 0, ""),
        ("cat empty.json | $PL --show-files /dev/stdin -", 0, "1 request "),
        ("mkfifo f.md; (cat a.sh > f.md &); $PL f.md", 0, ""),
        ("mkfifo f.sh; (cat a.sh > f.sh &); $PL --select PL301 f.sh", 1, "PL301"),
        ("mkfifo f.json; (cat empty.json > f.json &); $PL f.json ./f.json", 1, "PL301"),
        (
            "mkfifo f.jsonl; (for i in {1..12}; do printf '{\"a\": \"%0100000d\"}\n' 0; done > f.jsonl &); $PL f.jsonl",
            1,
            "f.jsonl: 9 more of ",
        ),
        ("mkfifo f.sh; (cat a.sh > f.sh &); $PL --show-files f.sh", 0, "1 request "),
        ("$PL /dev/null", 1, "PL101"),
        // Pipes in a directory are not opened.
        ("mkfifo f.json; $PL .", 1, "PL301"),
    ] {
        let script = format!("rm -f f.*; {}", script.replace("$PL", "timeout 20 $PL --format concise"));
        let outcome = shell(folder.path(), &script);
        assert_eq!(outcome.status, status, "{script}: {}{}", outcome.out, outcome.err);
        assert!(outcome.out.contains(out), "{script}: {}", outcome.out);
    }
}

/// The environment neither stops a run nor makes it wait.
#[cfg(unix)]
#[test]
fn hostile_environment() {
    let folder = folder(&[("a.json", GOOD), ("b.json", EMPTY)]);
    fs::write(folder.path().join("zone"), vec![b'T'; 2 << 20]).unwrap();
    let path = folder.path().join("zone").display().to_string();
    for zone in
        [":/dev/zero", "/dev/zero", "../../../dev/zero", ":zone", &path, "Europe/Berlin", "<A>-3", "x/y", "", ":"]
    {
        for files in ["a.json", "a.json --as-of 2026-11-28"] {
            let outcome = shell(folder.path(), &format!("TZ='{zone}' timeout 20 $PL {files}"));
            assert_eq!(outcome.status, 0, "{zone}: {}", outcome.err);
        }
    }
    let pipe = shell(
        folder.path(),
        "mkfifo pipe; TZ=$PWD/pipe timeout 20 $PL a.json; TZDIR=$PWD TZ=pipe timeout 20 $PL a.json",
    );
    assert_eq!(pipe.status, 0, "{}", pipe.err);
    for threads in ["abc", "0", "-1", "", "3"] {
        let outcome = shell(folder.path(), &format!("RAYON_NUM_THREADS='{threads}' $PL a.json b.json"));
        assert_eq!(outcome.status, 1, "{threads}: {}", outcome.err);
    }
    let many = shell(folder.path(), "ulimit -v 500000; RAYON_NUM_THREADS=99999 $PL a.json b.json");
    let message = "payloadlint: cannot start 256 threads: ";
    assert!(many.status == 1 || many.status == 2 && many.err.starts_with(message), "{} {}", many.status, many.err);
}

/// Every command reports that standard output cannot be written to, and a closed pipe is not an error.
#[cfg(target_os = "linux")]
#[test]
fn full_disk_and_closed_pipe() {
    let folder = folder(&[("a.json", EMPTY)]);
    for command in [
        "a.json",
        "--format concise a.json",
        "--format json a.json",
        "--format github a.json",
        "--statistics a.json",
        "--show-files a.json",
        "check a.json",
        "key",
        "retry --status 429",
        "retry --schedule",
        "explain PL301",
        "explain PL3",
        "rules",
        "rules --coverage",
        "rules --format json",
        "models",
        "--help",
        "check --help",
        "--version",
    ] {
        let full = shell(folder.path(), &format!("$PL {command} > /dev/full"));
        assert_eq!(full.status, 2, "{command}: {}", full.err);
        assert!(full.err.contains("payloadlint: standard output: No space left"), "{command}: {}", full.err);
        let usual = shell(folder.path(), &format!("$PL {command} > /dev/null")).status;
        let closed = shell(folder.path(), &format!("$PL {command} | true; exit ${{PIPESTATUS[0]}}"));
        assert_eq!(closed.status, usual, "{command}: {}", closed.err);
    }
}

#[test]
fn every_limit_is_in_the_help_and_on_the_page() {
    let folder = folder(&[]);
    let help = run(folder.path(), "--help").out;
    let page = fs::read_to_string(crate::common::root().join("docs/limits.md")).unwrap();
    for option in help.split_whitespace().filter(|word| word.starts_with("--max-")) {
        assert!(page.contains(&format!("`{option}`")), "{option}");
    }
    for (option, default) in [
        ("--max-file-size", "512MB"),
        ("--max-unpacked-size", "256MB"),
        ("--max-lines", "10000000"),
        ("--max-requests", "1000000"),
        ("--max-findings", "10000"),
        ("--max-unknown-fields", "100"),
    ] {
        assert!(help.contains(option) && page.contains(&format!("| `{option}` | {default} |")), "{option}");
        assert!(help.contains(&format!("[default: {default}]")), "{option}");
    }
}
