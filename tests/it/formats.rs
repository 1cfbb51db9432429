//! Output formats: the same findings in each of them, and what none of them may show.

use std::collections::BTreeMap;
use std::fs;

use payloadlint::internals::report::{Page, Render, TextOptions, concise, full, github, json};
use payloadlint::{FileOptions, Linter, Report};

use crate::common::{Fixture, FixtureKind, assert_family_snapshots, root};

const FORMATS: [(&str, Render); 4] =
    [("full", full::render), ("concise", concise::render), ("json", json::render), ("github", github::render)];

fn lint(name: &str, text: &[u8]) -> Report {
    Linter::default().lint_file(name, text, FileOptions { named: true }).unwrap()
}

fn render(render: Render, report: &Report, options: &TextOptions) -> String {
    let mut out = Vec::new();
    render(report, options, &mut Page::new(&mut out)).unwrap();
    String::from_utf8(out).unwrap()
}

/// Findings in a file of several lines, in JSONL, and in a body inside a string.
fn sample() -> Report {
    let pretty = "{\n  \"model\": \"claude-opus-5-5\",\n  \"max_tokens\": 64,\n  \"messages\": [\n    \
                  {\"content\": \"A text of the user that is longer than it need be shown\"},\n  ]\n}";
    let lines = "{\"model\": \"claude-opus-5-5\", \"max_tokens\": 64, \"messages\": [{\"role\": \"user\", \"content\": \"é\"}]}\n\
                 {\"custom_id\": \"an, id\", \"params\": {\"model\": \"claude-opus-5-5\", \"max_tokens\": 64, \"messages\": []}}\n";
    let exchange = r#"{"url": "https://api.anthropic.com/v1/messages", "body": "{\"model\": \"claude-opus-5-5\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}"}"#;
    let mut report = lint("a: file, 100%.json", pretty.as_bytes());
    report.extend(lint("lines.jsonl", lines.as_bytes()));
    report.extend(lint("exchange.json", exchange.as_bytes()));
    report
}

#[test]
fn the_same_findings_in_each_format() {
    for (name, format) in FORMATS {
        let mut text = render(format, &sample(), &TextOptions::default());
        if name == "json" {
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
            text = indented(&text).replace(env!("CARGO_PKG_VERSION"), "[version]");
        }
        insta::assert_snapshot!(name, text);
    }
}

/// Compact JSON with line breaks and indentation. The order of the members does not change.
fn indented(json: &str) -> String {
    let (mut out, mut depth, mut in_string) = (String::new(), 0, false);
    let new_line = |depth: usize| format!("\n{}", "  ".repeat(depth));
    let mut characters = json.trim_end().chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.extend([character, characters.next().unwrap()]),
            '"' => {
                in_string = !in_string;
                out.push(character);
            }
            '{' | '[' if !in_string => {
                depth += 1;
                out.push(character);
                if !matches!(characters.peek(), Some('}' | ']')) {
                    out += &new_line(depth);
                }
            }
            '}' | ']' if !in_string => {
                depth -= 1;
                if !out.ends_with(['{', '[']) {
                    out += &new_line(depth);
                }
                out.push(character);
            }
            ',' if !in_string => out += &format!(",{}", new_line(depth)),
            ':' if !in_string => out += ": ",
            _ => out.push(character),
        }
    }
    out
}

/// The terminal output for the first fixture of each rule.
#[test]
fn each_rule_in_the_terminal() {
    let mut texts = BTreeMap::new();
    for fixture in Fixture::of(FixtureKind::Bad) {
        let show = || render(full::render, &fixture.report, &TextOptions::default());
        texts.entry(fixture.folder().to_owned()).or_insert_with(show);
    }
    assert_family_snapshots("terminal", texts);
}

#[test]
fn colors() {
    let options = TextOptions { color: true, links: true, show_values: false };
    let shown = render(full::render, &lint("a.json", br#"{"model": "m", "messages": []}"#), &options);
    insta::assert_snapshot!(shown.replace('\u{1b}', "␛"));
}

#[test]
fn json_output_matches_its_schema() {
    let schema = fs::read(root().join("schemas/report.v1.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    let mut reports = vec![Report::default(), sample()];
    reports.push(payloadlint::validate_value(&serde_json::json!({"messages": []})));
    reports.extend(Fixture::all().iter().map(|fixture| fixture.report.clone()));
    for report in reports {
        let document = serde_json::from_str(&render(json::render, &report, &TextOptions::default())).unwrap();
        let errors: Vec<_> =
            schema.iter_errors(&document).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{document:#}");
    }
}

#[test]
fn no_format_shows_a_credential() {
    let secret = "q7Rz0TopSecretTopSecret";
    let bodies = [
        format!(r#"{{"model": "sk-ant-api03-{secret}", "messages": []}}"#),
        format!(r#"{{"sk-ant-api03-{secret}": 1, "messages": [{{"content": "sk-ant-api03-{secret}"}}]}}"#),
        format!(
            r#"{{"headers": {{"x-api-key": "{secret}", "authorization": "Bearer {secret}"}}, "body": {{"messages": []}}}}"#
        ),
        format!(
            r#"{{"headers": {{"X-Api-Key": [" {secret} \n"]}}, "url": "https://u:{secret}@h/v1/messages", "body": {{}}}}"#
        ),
        format!(r#"{{"requests": [{{"custom_id": "sk-ant-api03-{secret}", "params": {{"messages": []}}}}]}}"#),
        format!(r#"{{"messages": [], "x": "sk-ant-api03-{secret}{secret}",}}"#),
        format!(
            r#"{{"headers": {{"cookie": " a=b;{} c={secret}", "a": 1}}, "body": {{"messages": []}}}}"#,
            "d;".repeat(90)
        ),
        format!(r#"{{"headers": {{"x-api-key": sk-ant-api03-{secret}}}, "body": {{"messages": []}}}}"#),
        format!(r#"{{"headers": {{"x-api-key": {secret}}}, "body": {{"messages": []}}}}"#),
        format!(r#"{{"headers": {{"x-api-key": 12{secret}}}, "body": {{"messages": []}}}}"#),
        format!("{{\"headers\": {{\"x-api-key\": \"a\n{secret}\"}}, \"body\": {{\"messages\": []}}}}"),
        format!(
            r#"{{"url": "https://api.anthropic.com/v1/x?key={secret}", "body": {{"max_tokens": 1, "messages": []}}}}"#
        ),
    ];
    for body in bodies {
        let report = lint("a.json", body.as_bytes());
        assert!(!report.findings.is_empty(), "{body}");
        for (name, format) in FORMATS {
            let shown = render(format, &report, &TextOptions { show_values: true, ..TextOptions::default() });
            assert!(!shown.contains("Secret"), "{name}: {shown}");
        }
        assert!(!format!("{report} {report:?}").contains("Secret"), "{report:?}");
        assert!(!format!("{:?}", report.into_diagnostic()).contains("Secret"));
    }
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let body = "{\"\u{202e}\": \"\u{2067}\u{200b}\u{9b}\",\n\"messages\": []}";
    let report = lint("a\u{1b}[2J.json", body.as_bytes());
    assert!(!report.findings.is_empty());
    for (name, format) in FORMATS.into_iter().filter(|(name, _)| *name != "json") {
        let shown = render(format, &report, &TextOptions::default());
        assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{2067}', '\u{200b}']), "{name}: {shown:?}");
    }
}

#[test]
fn a_long_line_is_shown_as_an_excerpt() {
    let mut body =
        format!(r#"{{"model": "claude-opus-5-5", "max_tokens": 1, "x": "{}", "messages": ["#, "é".repeat(2_000_000));
    let column = body.chars().count() + 1;
    body += r#"{"content": "Hello"}]}"#;
    let shown = render(full::render, &lint("a.json", body.as_bytes()), &TextOptions::default());
    assert!(shown.contains(&format!("a.json:1:{column}")), "{shown}");
    assert!(shown.lines().count() < 40 && shown.len() < 4_000, "{shown}");
}

#[test]
fn values_are_shown_in_full_only_on_request() {
    let text = "A text of the user that need not be seen";
    let body = format!("{{\"model\": \"m\",\n\"max_tokens\": 1, \"messages\": [\n{{\"content\": \"{text}\"}}]}}");
    let report = lint("a.json", body.as_bytes());
    for (show_values, expected) in [(false, false), (true, true)] {
        let shown = render(full::render, &report, &TextOptions { show_values, ..TextOptions::default() });
        assert_eq!(shown.contains(text), expected, "{shown}");
    }
}
