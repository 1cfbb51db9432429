//! Finding requests in files of every kind: the requests, their context, and the spans of findings in the file.
//!
//! `fixtures/envelopes/README.md` describes how the fixtures were made.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use payloadlint::internals::envelope::{self, Content, HeaderValue, Kind, Options, Tally};
use payloadlint::internals::knowledge::Knowledge;
use payloadlint::{FileOptions, Limits, Linter, Request, Target};
use proptest::prelude::*;

use crate::common::{lint, root};

fn folder() -> PathBuf {
    root().join("fixtures/envelopes")
}

/// The text of a fixture, decompressed.
fn text(name: &str) -> Vec<u8> {
    let file = fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    envelope::unpack(&file, Limits::default()).unwrap().into_owned()
}

/// File; kind; number of requests, of skipped entries, and of missing bodies; target; whether `anthropic-version` is
/// known; date of the recording.
type Row = (&'static str, Kind, (usize, usize, usize), Option<Target>, bool, Option<&'static str>);

const API: Option<Target> = Some(Target::Anthropic);
const BEDROCK: Option<Target> = Some(Target::BedrockInvoke);
const VERTEX: Option<Target> = Some(Target::Vertex);
const DAY: Option<&str> = Some("2026-11-24");

#[rustfmt::skip]
const FILES: [Row; 50] = [
    ("body/hello.json",            Kind::Body,     (1, 0, 0), None, false, None),
    ("batch/create.json",          Kind::Batch,    (2, 0, 0), None, false, None),
    ("batch/items.jsonl",          Kind::Jsonl,    (2, 0, 0), None, false, None),
    ("exchange/object.json",       Kind::Exchange, (1, 0, 0), API,  true,  DAY),
    ("exchange/answered.json",     Kind::Exchange, (1, 0, 0), API,  true,  DAY),
    ("exchange/list.json",         Kind::Exchange, (2, 1, 0), API,  true,  DAY),
    ("jsonl/mixed.jsonl",          Kind::Jsonl,    (5, 0, 0), None, false, None),
    ("jsonl/no-ending",            Kind::Jsonl,    (2, 0, 0), None, false, None),
    ("vcr/vcrpy.yaml",             Kind::Vcr,      (2, 1, 0), API,  true,  DAY),
    ("vcr/vcrpy.yaml.gz",          Kind::Vcr,      (2, 1, 0), API,  true,  DAY),
    ("vcr/vcrpy-httpx.yaml",       Kind::Vcr,      (2, 0, 0), API,  true,  DAY),
    ("vcr/vcrpy.json",             Kind::Vcr,      (2, 1, 0), API,  true,  DAY),
    ("vcr/betamax.json",           Kind::Vcr,      (2, 0, 0), API,  true,  DAY),
    ("vcr/binary.yaml",            Kind::Vcr,      (1, 0, 0), API,  true,  None),
    ("vcr/block.yaml",             Kind::Vcr,      (2, 0, 0), API,  true,  None),
    ("vcr/packed-body.yaml",       Kind::Vcr,      (1, 0, 0), API,  true,  DAY),
    ("vcr/parsed-body.yaml",       Kind::Vcr,      (1, 0, 0), API,  false, None),
    ("vcr/typed-body.yaml",        Kind::Vcr,      (2, 0, 1), API,  false, Some("2026-11-20")),
    ("vcr/ruby.yml",               Kind::Vcr,      (2, 0, 0), API,  true,  DAY),
    ("vcr/ruby.json",              Kind::Vcr,      (2, 0, 0), API,  true,  DAY),
    ("vcr/ruby-exact-bytes.yml",   Kind::Vcr,      (2, 0, 0), API,  true,  DAY),
    ("vcr/go-vcr.yaml",            Kind::Vcr,      (2, 0, 0), API,  true,  DAY),
    ("vcr/go-vcr-v4.yaml",         Kind::Vcr,      (1, 0, 0), API,  true,  DAY),
    ("vcr/php.yml",                Kind::Vcr,      (1, 0, 0), API,  true,  None),
    ("vcr/exvcr.json",             Kind::Vcr,      (1, 0, 0), API,  true,  None),
    ("har/browser.har",            Kind::Har,      (2, 2, 0), API,  true,  DAY),
    ("har/polly.har",              Kind::Har,      (2, 0, 0), API,  true,  DAY),
    ("nock/nock.json",             Kind::Nock,     (2, 0, 0), API,  true,  DAY),
    ("wiremock/mappings.json",     Kind::Wiremock, (2, 0, 0), None, true,  DAY),
    ("wiremock/record-mappings.json", Kind::Wiremock, (1, 0, 0), None, false, DAY),
    ("wiremock/snapshot.json",     Kind::Wiremock, (1, 0, 0), None, true,  DAY),
    ("pact/v3.json",               Kind::Pact,     (2, 0, 0), None, true,  None),
    ("pact/v4.json",               Kind::Pact,     (2, 0, 0), None, true,  None),
    ("shell/ask.sh",               Kind::Shell,    (5, 2, 2), API,  true,  None),
    ("shell/bodies.sh",            Kind::Shell,    (6, 0, 8), API,  true,  None),
    ("shell/body.json",            Kind::Body,     (1, 0, 0), None, false, None),
    ("http/ask.http",              Kind::Http,     (2, 1, 1), API,  true,  None),
    ("httpie/body.json",           Kind::Body,     (1, 0, 0), None, false, None),
    ("httpie/ask.sh",              Kind::Shell,    (4, 0, 2), API,  true,  None),
    ("batch/bedrock.jsonl",        Kind::Jsonl,    (3, 0, 0), BEDROCK, false, None),
    ("batch/vertex.jsonl",         Kind::Jsonl,    (2, 0, 0), VERTEX, false, None),
    ("jsonl/pairs.jsonl",          Kind::Jsonl,    (3, 1, 0), API,  true,  DAY),
    ("httpmock/messages.yaml",     Kind::Httpmock, (2, 1, 0), None, true,  DAY),
    ("httprr/messages.httprr",     Kind::Httprr,   (2, 1, 0), API,  true,  DAY),
    ("httprr/edited.httprr",       Kind::Httprr,   (2, 0, 0), API,  true,  DAY),
    ("aws/invoke.sh",              Kind::Shell,    (3, 2, 3), BEDROCK, false, None),
    ("aws/body.json",             Kind::Body,     (1, 0, 0), None, false, None),
    ("markdown/http.md",           Kind::Markdown, (3, 1, 2), API,  true,  None),
    ("rst/page.rst",               Kind::Rst,      (3, 0, 0), API,  true,  None),
    ("asciidoc/page.adoc",         Kind::Asciidoc, (4, 0, 0), None, false, None),
];

#[test]
fn each_file_has_the_expected_requests() {
    for (name, kind, (requests, skipped, body_missing), target, has_version, recorded) in FILES {
        let text = text(name);
        let mut first = None;
        let contents = envelope::read_file(name, &text, Options::default(), &mut |entry| {
            let target = entry
                .head
                .url
                .as_deref()
                .and_then(|url| Knowledge::shipped().platforms().target_of(url))
                .or(entry.head.target);
            let has_version = matches!(entry.head.headers.get("anthropic-version"), HeaderValue::Known(_));
            let recorded = entry.head.recorded.as_deref().map(str::to_owned);
            first.get_or_insert((target, has_version, recorded));
            if !matches!(entry.content, Some(Content::Missing)) {
                assert!(entry.document.errors().is_empty(), "{name}: {:?}", entry.document.errors());
            }
            assert!(entry.content.is_some(), "{name}: a body is not JSON");
        });
        let contents = contents.unwrap_or_else(|| panic!("{name}: no request found"));
        assert_eq!((contents.kind, contents.tally), (kind, Tally { requests, skipped, body_missing }), "{name}");
        assert_eq!(first, Some((target, has_version, recorded.map(str::to_owned))), "{name}");
        assert!(envelope::is_candidate(name) || name == "jsonl/no-ending", "{name}: not found by a directory walk");
    }
}

#[test]
fn every_file_is_in_the_table() {
    let mut listed: Vec<_> = FILES.iter().map(|row| row.0.to_owned()).chain(["markdown/page.md".to_owned()]).collect();
    let mut found = Vec::new();
    for kind in fs::read_dir(folder()).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for file in fs::read_dir(kind.path()).unwrap().flatten() {
            let name = [kind.file_name(), file.file_name()].map(|name| name.into_string().unwrap());
            found.push(name.join("/"));
        }
    }
    listed.sort();
    found.sort();
    assert_eq!(found, listed);
}

#[test]
fn valid_requests_have_no_findings() {
    for name in FILES.iter().map(|row| row.0).chain(["markdown/page.md"]) {
        let report = lint(name, &fs::read(folder().join(name)).unwrap());
        assert!(report.findings.is_empty(), "{name}:\n{report}");
    }
}

#[test]
fn a_markdown_page_has_commands_and_bodies() {
    let mut places = Vec::new();
    let text = text("markdown/page.md");
    let contents = envelope::read_file("page.md", &text, Options::default(), &mut |entry| {
        places.push((
            entry.id.as_ref().unwrap().line.unwrap(),
            entry.head.url.is_some(),
            entry.document.unknown_count(),
        ));
    });
    let contents = contents.unwrap();
    assert_eq!((contents.kind, contents.tally), (Kind::Markdown, Tally { requests: 2, skipped: 0, body_missing: 1 }));
    // The image on the page is abbreviated with an ellipsis.
    assert_eq!(places, [(8, true, 0), (17, false, 1)]);
}

/// Placeholders on a page are not checked; a variable in single quotes is sent as it is.
#[test]
fn placeholders_on_a_page_are_not_reported() {
    let page = |key: &str, model: &str| {
        let body =
            format!(r#"{{"model": "{model}", "max_tokens": 8, "messages": [{{"role": "user", "content": "Hi"}}]}}"#);
        let headers =
            format!("-H 'x-api-key: {key}' -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json'");
        format!("```sh\ncurl https://api.anthropic.com/v1/messages {headers} -d '{body}'\n```\n")
    };
    for (key, model, codes) in [
        ("YOUR_API_KEY", "YOUR_MODEL", &[][..]),
        ("<your key>", "<model>", &[]),
        ("{key}", "{{model}}", &[]),
        ("[key]", "claude-...", &[]),
        ("dummy", "claude-opus-5-5", &[]),
        ("sk-ant-xxxx", "claude-opus-5-5", &[]),
        ("$ANTHROPIC_API_KEY", "claude-opus-5-5", &["PL805"]),
        ("YOUR_API_KEY", "claude-opus-5-6", &["PL501"]),
    ] {
        let report = lint("page.md", page(key, model).as_bytes());
        assert_eq!(report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), codes, "{key} {model}");
    }
}

/// Each way to write a command in a script, and the request it sends.
#[test]
fn a_shell_script_has_the_expected_requests() {
    let text = text("shell/ask.sh");
    let mut sent = Vec::new();
    envelope::read_file("ask.sh", &text, Options::default(), &mut |entry| {
        let names: Vec<_> = entry.head.headers.iter().map(|header| header.name.to_string()).collect();
        let key = matches!(entry.head.headers.get("x-api-key"), HeaderValue::Unknown);
        if matches!(entry.content, Some(Content::Missing)) {
            return;
        }
        assert!(key && entry.head.headers.is_complete(), "a variable's value is not known");
        sent.push((entry.id.as_ref().unwrap().line.unwrap(), names.join(" "), entry.document.unknown_count()));
    });
    let known = "anthropic-version content-type";
    let expected = [(6, known, 0), (16, known, 1), (19, known, 2), (28, known, 0), (34, known, 0)];
    assert_eq!(sent, expected.map(|(line, names, holes)| (line, names.to_owned(), holes)));
}

/// For each kind of file: a fixture, a part of it, the replacement, and the bytes that a finding must then underline.
#[rustfmt::skip]
const BROKEN: [(&str, &str, &str, &str); 51] = [
    ("body/hello.json",      r#""claude-opus-5-5""#,   r#""claude-opus-5-6""#,   r#""claude-opus-5-6""#),
    ("batch/create.json",    r#""claude-opus-5-5""#,   r#""claude-opus-5-6""#,   r#""claude-opus-5-6""#),
    ("batch/items.jsonl",    r#""claude-opus-5-5""#,   r#""claude-opus-5-6""#,   r#""claude-opus-5-6""#),
    ("exchange/object.json", r#""claude-opus-5-5""#,   r#""claude-opus-5-6""#,   r#""claude-opus-5-6""#),
    ("exchange/list.json",   r#"\"claude-opus-5-5\""#, r#"\"claude-opus-5-6\""#, r#"\"claude-opus-5-6\""#),
    ("jsonl/mixed.jsonl",    r#"\"claude-opus-5-5\""#, r#"\"claude-opus-5-6\""#, r#"\"claude-opus-5-6\""#),
    ("jsonl/no-ending",      r#""claude-opus-5-5""#,   r#""claude-opus-5-6""#,   r#""claude-opus-5-6""#),
    ("vcr/vcrpy.yaml",       r#"\"claude-opus-5-5\""#, r#"\"claude-\xF6pus-5-5\""#, r#"\"claude-\xF6pus-5-5\""#),
    ("vcr/vcrpy.yaml",       r#"is it?\"}]}"#,         r#"is it?\"},]}"#,        ","),
    ("vcr/vcrpy.yaml",       r#"one line."}]}"#,       r#"one line."},]}"#,      ","),
    ("vcr/vcrpy-httpx.yaml", r#"is it?\"}]}"#,         r#"is it?\"},]}"#,        ","),
    ("vcr/vcrpy.json",       r#"\"claude-opus-5-5\""#, r#"\"claude-\u00f6pus\""#, r#"\"claude-\u00f6pus\""#),
    ("vcr/betamax.json",     r#"is it?\"}]}"#,         r#"is it?\"},]}"#,        ","),
    ("vcr/block.yaml",       r#""claude-opus-5-5""#,   r#""claude-öpus-5-5""#,   r#""claude-öpus-5-5""#),
    ("vcr/block.yaml",       r#"  "claude-opus-5-5"}"#, r#"  "claude-öpus-5-5"}"#, r#""claude-öpus-5-5""#),
    ("vcr/block.yaml",       r#"mean?"}"#,             r#"mean?"},"#,            ","),
    ("vcr/parsed-body.yaml", "model: claude-opus-5-5", "model: claude-opus-5-6", "claude-opus-5-6"),
    ("vcr/parsed-body.yaml", "model: claude-opus-5-5", "model: 'claude''s'",     "'claude''s'"),
    ("vcr/typed-body.yaml",  "model: claude-opus-5-5", "model: claude-opus-5-6", "claude-opus-5-6"),
    ("vcr/typed-body.yaml",  r#"{"model":"claude-opus-5-5""#, r#"{"model":"claude-opus-5-6""#, r#""claude-opus-5-6""#),
    ("vcr/ruby.yml",         r#""claude-opus-5-5""#,   r#""claude''s""#,         r#""claude''s""#),
    ("vcr/ruby.yml",         r#"is it?"}]}"#,          r#"is it?"},]}"#,         ","),
    ("vcr/ruby.json",        r#"is it?\"}]}"#,         r#"is it?\"},]}"#,        ","),
    ("vcr/go-vcr.yaml",      r#"is it?"}]}"#,          r#"is it?"},]}"#,         ","),
    ("vcr/go-vcr-v4.yaml",   r#"is it?"}]}"#,          r#"is it?"},]}"#,         ","),
    ("vcr/php.yml",          r#"is it?"}]}"#,          r#"is it?"},]}"#,         ","),
    ("vcr/exvcr.json",       r#"is it?\"}]}"#,         r#"is it?\"},]}"#,        ","),
    ("har/browser.har",      r#"is it?\"}]}"#,         r#"is it?\"},]}"#,        ","),
    ("har/polly.har",        r#"is it?\"}]}"#,         r#"is it?\"},]}"#,        ","),
    ("nock/nock.json",       r#""claude-opus-5-5""#,   r#""claude-opus-5-6""#,   r#""claude-opus-5-6""#),
    ("wiremock/snapshot.json", r#""}]}""#,             r#""},]}""#,              ","),
    ("pact/v4.json",         r#""claude-opus-5-5""#,   r#"["claude-opus-5-5"]"#, r#"["claude-opus-5-5"]"#),
    ("shell/ask.sh",         r#"s new to me."}]"#,     r#"s new to me."},]"#,    ","),
    ("http/ask.http",        r#""claude-opus-5-5", "max_tokens": {{"#, r#""claude-opus-5-6", "max_tokens": {{"#, r#""claude-opus-5-6""#),
    ("markdown/page.md",     r#""claude-opus-5-5", "#, r#""claude-opus-5-6", "#, r#""claude-opus-5-6""#),
    ("batch/bedrock.jsonl",  r#""max_tokens": 64"#,    r#""max_tokens": "6""#,   r#""6""#),
    ("batch/vertex.jsonl",   r#""max_tokens": 64"#,    r#""max_tokens": "6""#,   r#""6""#),
    ("jsonl/pairs.jsonl",    r#""claude-opus-5-5""#,   r#""claude-opus-5-6""#,   r#""claude-opus-5-6""#),
    ("jsonl/pairs.jsonl",    r#"\"claude-opus-5-5\""#, r#"\"claude-opus-5-6\""#, r#"\"claude-opus-5-6\""#),
    ("httpmock/messages.yaml", "What''s new?\"}]}",    "What''s new?\"},]}",    ","),
    ("httpmock/messages.yaml", "max_tokens: 64",       "max_tokens: x",          "x"),
    ("httprr/messages.httprr", r#"/1.1 200"}]}"#,      r#"/1.1 200"},]}"#,       ","),
    ("httprr/edited.httprr", r#""Be brief.""#,         r#"["Be brief."]"#,       r#""Be brief.""#),
    ("aws/invoke.sh",        r#"\"max_tokens\": 8"#,   r#"\"max_tokens\": \"8\""#, r#"\"8\""#),
    ("aws/invoke.sh",        "=eu.anthropic.claude-haiku-4-5-20251001-v1:0", "=anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0"),
    ("httpie/ask.sh",        "model=claude-opus-5-5 max_tokens:=64 \\\n  messages", "model=claude-opus-5-6 max_tokens:=64 \\\n  messages", "claude-opus-5-6"),
    ("httpie/ask.sh",        r#""Hi"}]'"#,             r#""Hi"},]'"#,             ","),
    ("markdown/http.md",     r#""claude-opus-5-5", "max_tokens": 64"#, r#""claude-opus-5-6", "max_tokens": 64"#, r#""claude-opus-5-6""#),
    ("markdown/http.md",     r#""<your question>"}]"#, r#""<your question>"},]"#, ","),
    ("rst/page.rst",         r#""Why?"}]"#,            r#""Why?"},]"#,           ","),
    ("asciidoc/page.adoc",   r#""Why?"}]"#,            r#""Why?"},]"#,           ","),
];

#[test]
fn findings_underline_the_broken_bytes() {
    for (name, part, broken, shown) in BROKEN {
        let right = String::from_utf8(text(name)).unwrap();
        let at = right.find(part).unwrap_or_else(|| panic!("{name} has no {part}"));
        let wrong = right.replacen(part, broken, 1);
        let report = lint(name, wrong.as_bytes());
        let expected = at + broken.rfind(shown).unwrap();
        let spans: Vec<_> = report.findings.iter().filter_map(|finding| finding.location.span.clone()).collect();
        assert!(
            spans.contains(&(expected..expected + shown.len())),
            "{name}: {:?} instead of {shown:?}\n{report}",
            spans.iter().map(|span| wrong.get(span.clone())).collect::<Vec<_>>()
        );
    }
}

/// A redacted credential in a recording was never sent that way. A command would send it.
#[test]
fn redacted_credentials_in_recordings_are_not_reported() {
    for (name, key) in [
        ("exchange/answered.json", "<ANTHROPIC_API_KEY>"),
        ("vcr/ruby.yml", "<ANTHROPIC_API_KEY>"),
        ("vcr/ruby.json", "<ANTHROPIC_API_KEY>"),
    ] {
        for redacted in ["REDACTED", "***", "DUMMY", "{{key}}", "[FILTERED]", "sk-ant-XXXX", "$ANTHROPIC_API_KEY", ""] {
            let right = String::from_utf8(text(name)).unwrap();
            let report = lint(name, right.replace(key, redacted).as_bytes());
            assert!(right.contains(key) && report.is_ok(), "{name} {redacted}: {report}");
        }
    }
    let sent = r#"POST https://api.anthropic.com/v1/messages
x-api-key: <ANTHROPIC_API_KEY>
anthropic-version: 2023-06-01
content-type: application/json

{"model": "claude-opus-5-5", "max_tokens": 8, "messages": [{"role": "user", "content": "Hi"}]}"#;
    let report = lint("a.http", sent.as_bytes());
    assert_eq!(report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["PL805"]);
}

/// A finding in an encoded body underlines all of its scalar.
#[test]
fn findings_in_an_encoded_body_underline_its_scalar() {
    for name in ["vcr/binary.yaml", "vcr/ruby-exact-bytes.yml"] {
        let right = String::from_utf8(text(name)).unwrap();
        // `"max` is `Im1heF` at the start of a group of four: `"mix` is `Im1peF`.
        let wrong = right.replacen("Im1heF", "Im1peF", 1);
        assert_ne!(right, wrong, "{name}");
        let report = lint(name, wrong.as_bytes());
        let spans: Vec<_> = report.findings.iter().filter_map(|finding| finding.location.span.clone()).collect();
        let shown = &wrong[spans[0].clone()];
        assert!(shown.contains("Im1peF") && shown.lines().count() > 3, "{name}: {shown}");
    }
}

/// A compressed body is linted as the text it contains.
#[test]
fn a_body_with_a_content_encoding_is_decompressed() {
    let gzip = |text: &str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let right = r#"{"model": "claude-opus-5-5", "max_tokens": 8, "messages": [{"role": "user", "content": "Hi"}]}"#;
    let (right, wrong) = (gzip(right), gzip(&right.replace("8", "\"8\"")));
    let lint = |body: &[u8], encoding: &str| {
        let request = Request::new(body).header("content-encoding", encoding.to_owned()).partial_headers();
        Linter::default().lint(&request)
    };
    assert_eq!(lint(&right, "gzip").findings.len(), 0);
    let report = lint(&wrong, "gzip");
    assert_eq!(report.findings.len(), 1, "{report}");
    assert_eq!(report.findings[0].location.span, Some(0..wrong.len()));
    // Other encodings are not supported. Without the header, the compressed bytes are the body.
    let report = lint(b"\x1b\x05\x80", "br");
    assert_eq!((report.requests, report.body_missing, report.findings.len()), (0, 1, 0));
    let all = Request::new(&right).header("content-type", "application/json");
    assert!(!Linter::default().lint(&all).is_ok());
}

/// A byte-order mark at the start of a file of exchanges is not part of their bodies.
#[test]
fn a_byte_order_mark_before_exchanges_is_not_reported() {
    let text = [b"\xEF\xBB\xBF".to_vec(), text("exchange/list.json")].concat();
    assert_eq!(lint("list.json", &text).findings.len(), 0);
}

/// A cassette in flow style starts like JSON.
#[test]
fn yaml_in_flow_style_is_recognized() {
    let body = r#"'{"model": "claude-opus-5-5", "max_tokens": 8, "messages": []}'"#;
    let text = format!(
        "{{interactions: [{{request: {{method: POST, uri: 'https://api.anthropic.com/v1/messages', body: {body}}}}}]}}\n"
    );
    let report = lint("a.yaml", text.as_bytes());
    let at = text.find("[]").unwrap();
    assert_eq!(report.findings.len(), 1, "{report}");
    assert_eq!(report.findings[0].location.span, Some(at..at + 2));
}

/// Replaces `part` with `broken` in a script and expects one finding, which underlines `shown`.
fn broken_in_script(name: &str, part: &str, broken: &str, shown: &str) {
    let right = String::from_utf8(text(&format!("shell/{name}"))).unwrap();
    let at = right.find(part).unwrap_or_else(|| panic!("no {part}")) + broken.rfind(shown).unwrap();
    let report = lint(name, right.replacen(part, broken, 1).as_bytes());
    let spans: Vec<_> = report.findings.iter().filter_map(|finding| finding.location.span.clone()).collect();
    assert_eq!(spans.len(), 1, "{part}\n{report}");
    assert_eq!(spans[0], at..at + shown.len(), "{part}\n{report}");
}

/// For each way to write a command.
#[test]
fn findings_in_a_command_underline_the_broken_bytes() {
    for (part, broken, shown) in [
        ("\n  \"model\": \"claude-opus-5-5\"", "\n  \"model\": \"claude'\\''s\"", "\"claude'\\''s\""),
        ("\\\"claude-opus-5-5\\\"", "\\\"claude-opus\\\"", "\\\"claude-opus\\\""),
        ("\"Hello\"}]\n}\nEOF", "\"Hello\"},]\n}\nEOF", ","),
        ("JSON'\n{\"model\": \"claude-opus-5-5\"", "JSON'\n{\"model\": \"claude-opus\"", "\"claude-opus\""),
        ("$'{\"model\": \"claude-opus-5-5\"", "$'{\"model\": \"\\x63laude\"", "\"\\x63laude\""),
    ] {
        broken_in_script("ask.sh", part, broken, shown);
    }
}

/// For each place where a script can keep a body.
#[test]
fn findings_in_a_body_outside_the_command_underline_the_broken_bytes() {
    for (part, broken, shown) in [
        ("\"First\"}]}", "\"First\"},]}", ","),
        ("\"$1\"}]}", "\"$1\"},]}", ","),
        ("\"Third\"}]}", "\"Third\"},]}", ","),
        ("\"Fourth\"}]}", "\"Fourth\"},]}", ","),
        ("\"Fifth $1\"}]}", "\"Fifth $1\"},]}", ","),
        ("\"Sixth\"}]}", "\"Sixth\"},]}", ","),
    ] {
        broken_in_script("bodies.sh", part, broken, shown);
    }
}

/// The value of a variable is known only if its last assignment is a literal.
#[test]
fn the_last_assignment_decides() {
    let literal = r#"B='{"model": "claude-opus-5-5", "max_tokens": 8, "messages": []}'"#;
    for (between, is_read) in [
        ("", true),
        ("B=\n", false),
        ("BB='{}'\n", true),
        ("# B=x\n", true),
        ("B+=x\n", false),
        ("B=$(jq . b.json)\n", false),
        ("read -r B < b\n", false),
        ("for B in a b; do :; done\n", false),
        ("local B\n", false),
        ("echo 'B=x'\n", true),
        ("echo 'or B=x'\n", false),
    ] {
        let script =
            format!("{literal}\n{between}curl -s https://api.anthropic.com/v1/messages -u a:b --json \"$B\"\n");
        let contents = envelope::read_file("a.sh", script.as_bytes(), Options::default(), &mut |_| {}).unwrap();
        let (requests, body_missing) = if is_read { (1, 0) } else { (0, 1) };
        assert_eq!(contents.tally, Tally { requests, skipped: 0, body_missing }, "{between}");
    }
}

/// A variable can also be passed through standard input.
#[test]
fn a_variable_on_standard_input_is_read() {
    let curl = "curl https://api.anthropic.com/v1/messages -u a:b --json @-";
    let body = r#"{"model": "claude-opus-5-5", "max_tokens": 8, "messages": []}"#;
    for (command, is_read) in [
        (format!("{curl} <<< \"$B\""), true),
        (format!("echo \"$B\" | {curl}"), true),
        (format!("echo \"$A\" | {curl}"), false),
        (format!("jq . <<< \"$B\" | {curl}"), false),
    ] {
        let report = lint("a.sh", format!("B='{body}'\n{command}\n").as_bytes());
        assert_eq!(report.findings.len(), usize::from(is_read), "{command}\n{report}");
    }
}

/// Windows editors put a byte-order mark at the start of a file.
#[test]
fn a_byte_order_mark_is_accepted() {
    for name in ["http/ask.http", "shell/ask.sh", "markdown/page.md", "vcr/ruby.yml"] {
        let tally = |text: &[u8]| envelope::read_file(name, text, Options::default(), &mut |_| {}).unwrap().tally;
        let text = text(name);
        assert_eq!(tally(&[b"\xEF\xBB\xBF", &*text].concat()), tally(&text), "{name}");
    }
    let first = "\u{feff}POST https://api.anthropic.com/v1/messages\n\n{\"messages\": []}";
    let contents = envelope::read_file("a.http", first.as_bytes(), Options::default(), &mut |_| {}).unwrap();
    assert_eq!(contents.tally.requests, 1);
}

/// The reason why a body is missing, or the file it is in.
#[test]
fn missing_bodies_have_a_reason() {
    let text = text("shell/bodies.sh");
    let contents = envelope::read_file("bodies.sh", &text, Options::default(), &mut |_| {}).unwrap();
    let missing: Vec<_> = contents
        .missing_bodies
        .iter()
        .map(|body| (body.line.unwrap(), body.file.as_ref().map_or(body.reason, |file| &file.name)))
        .collect();
    let expected = [
        (4, "the command names no body"),
        (7, "body.json"),
        (9, "body.json"),
        (11, "body.json"),
        (32, "its body is produced by the shell"),
        (33, "its body is produced by the shell"),
        (34, "its body comes from standard input"),
        (41, "body.json"),
    ];
    assert_eq!(missing, expected);
}

/// A body file is linted with the URL and headers of the command that sends it; findings are located in the body file.
#[test]
fn a_body_file_is_linted_with_its_command() {
    let script =
        "curl https://api.anthropic.com/v1/messages -H 'x-api-key: ' -H 'anthropic-version: 2023-06-01' -d @body.json";
    let contents = envelope::read_file("a.sh", script.as_bytes(), Options::default(), &mut |_| {}).unwrap();
    let files: Vec<_> = contents.missing_bodies.into_iter().filter_map(|body| body.file).collect();
    let linter = Linter::default();
    let spans = |body: &str| {
        let report = linter.lint_body_file("body.json", body.as_bytes(), &files);
        assert!(report.findings.iter().all(|finding| finding.file.as_deref() == Some("body.json")));
        report.findings.into_iter().map(|finding| finding.location.span.unwrap()).collect::<Vec<_>>()
    };
    // Consecutive turns are valid for this URL, and curl removes line breaks.
    let twice = r#"{"role": "user", "content": "A"}, {"role": "user", "content": "B"}"#;
    assert_eq!(
        spans(&format!("{{\"model\": \"claude-opus-5-5\", \"max_tokens\": 8, \"messages\": [{twice}]}}")).len(),
        0
    );
    let broken = "{\"model\": \"claude-\r\nopus-5-5\",\n\"max_tokens\": \"8\", \"messages\": [{\"role\": \"user\", \"content\": \"A\"}]}";
    let at = broken.find("\"8\"").unwrap();
    assert_eq!(spans(broken), std::iter::once(at..at + 3).collect::<Vec<_>>());
    // Faults in the headers are reported in the script.
    let report = linter.lint_file("a.sh", script.as_bytes(), FileOptions { named: true }).unwrap();
    assert!(report.findings.iter().any(|finding| finding.location.path == "headers.x-api-key"), "{report}");
    let twice = [&report, &linter.lint_body_file("body.json", broken.as_bytes(), &files)];
    assert_eq!(twice.map(|report| report.predicted.len()), [1, 0], "one request has one response");
}

#[test]
fn a_fault_in_a_batch_is_reported_once() {
    let right = String::from_utf8(text("batch/create.json")).unwrap();
    let report = lint("batch.json", right.replacen("],", "],,", 1).replacen("1024,", "1024,,", 1).as_bytes());
    assert_eq!(report.findings.len(), 1, "{report}");
}

#[test]
fn a_broken_line_is_one_finding_and_the_rest_is_linted() {
    let broken = r#"{"model": "claude-opus-5-5", "max_tokens": 8, "messages": [{"role": "user", "content": "Hi"},]}"#;
    let empty = r#"{"model": "claude-opus-5-5", "max_tokens": 8, "messages": []}"#;
    let report = lint("a.jsonl", format!("{broken}\n\n{empty}\n").as_bytes());
    let lines: Vec<_> = report.findings.iter().map(|finding| finding.location.position.unwrap().line).collect();
    assert_eq!((report.requests, lines), (2, vec![1, 3]), "{report}");
}

#[test]
fn an_explicit_kind_overrides_detection() {
    let text = br#"{"custom_id": "a", "params": {"model": "claude-opus-5-5", "max_tokens": 8, "messages": []}}"#;
    let kind = |kind| {
        let options = Options { named: true, kind, ..Options::default() };
        envelope::read_file("a", text, options, &mut |_| {}).unwrap().kind
    };
    assert_eq!((kind(None), kind(Some(Kind::Body))), (Kind::Batch, Kind::Body));
    for kind in Kind::ALL.iter().copied() {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
}

/// Files without requests are skipped unless they are named on the command line.
#[test]
fn other_files_are_skipped() {
    for (name, text) in [
        ("package.json", r#"{"name": "x", "version": "1.0.0"}"#),
        ("openapi.yaml", "openapi: 3.1.0\npaths:\n  /v1/messages:\n    post: {}\n"),
        ("ci.yml", "jobs:\n  a:\n    steps:\n    - run: echo messages\n"),
        ("README.md", "# messages\n\n```sh\ncargo install x\n```\n\n```json\n{\"messages\": 3}\n```\n"),
        ("run.sh", "#!/bin/sh\necho 'no messages'\ncurl https://example.com/messages\n"),
        ("train.jsonl", "{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"prompt\": \"c\", \"completion\": \"d\"}\n"),
        (
            "results.jsonl",
            "{\"custom_id\": \"a\", \"result\": {\"type\": \"succeeded\", \"message\": {\"role\": \"assistant\"}}}\n",
        ),
        (
            "tuning.jsonl",
            "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n\
             {\"system\": \"c\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"ideal\": \"b\"}\n",
        ),
        ("tests.json", "[{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"score\": 1}]"),
        ("calls.http", "GET https://example.com/messages\n"),
    ] {
        let contents = envelope::read_file(name, text.as_bytes(), Options::default(), &mut |_| panic!("{name}"));
        assert!(contents.is_none_or(|contents| contents.tally.requests == 0), "{name}");
    }
}

/// A file whose name says that it is not JSON is not reported as invalid JSON.
#[test]
fn a_named_file_without_requests_has_no_findings() {
    for (name, text) in
        [("a.yaml", "a: 1\n"), ("a.md", "# A\n"), ("a.sh", "ls\n"), ("a.http", "GET https://example.com\n")]
    {
        let report = lint(name, text.as_bytes());
        assert_eq!((report.requests, report.findings.len()), (0, 0), "{name}:\n{report}");
    }
}

#[test]
fn a_truncated_recording_is_read_up_to_the_cut() {
    let mut text = text("vcr/vcrpy.yaml");
    text.extend_from_slice(b"- request:\n    body: \"{\n");
    let report = lint("vcrpy.yaml", &text);
    assert_eq!((report.requests, report.read_error.is_some()), (2, true));
    let packed = lint("a.json.gz", b"\x1f\x8b\x08broken");
    assert_eq!((packed.requests, packed.read_error.is_some()), (0, true));
}

/// A few hundred bytes of aliases must not expand to gigabytes.
#[test]
fn alias_bombs_are_refused() {
    let mut yaml = String::from(
        "interactions:\n- request:\n    uri: https://api.anthropic.com/v1/messages\n    method: POST\n    body: &a0 {messages: []}\n",
    );
    for level in 1..40 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        yaml += &format!(
            "- request:\n    uri: https://api.anthropic.com/v1/messages\n    method: POST\n    body: &a{level} {{messages: [{inner}]}}\n"
        );
    }
    let contents = envelope::read_file("a.yaml", yaml.as_bytes(), Options::default(), &mut |_| {}).unwrap();
    assert_eq!(contents.tally.requests + contents.tally.body_missing, 40);
    assert!(contents.tally.body_missing > 30);
}

/// Long repetitions exhaust neither the stack nor the time.
#[test]
fn long_repetitions_are_read() {
    for unit in [
        "curl -d \"$(cat <<X)\"\n",
        "curl '",
        "$(",
        "<<X ",
        "curl ",
        "{{",
        "{",
        "[",
        "- ",
        "a: ",
        "? ",
        "&a *a ",
        "```\n",
        "### \n",
        "\"",
        "'",
        "\\",
        "`",
        "- request:\n",
        "|\n ",
        "{\"a\":",
        "@- ",
        "aws ",
        "# aws\t",
        "aws bedrock-runtime invoke-model --body '",
        "<a> ",
        "1 1\nGET / HTTP/1.1\n",
        "HTTP/",
        "::\n",
        ".. code::\n ",
        "[source]\n",
        "----\n",
        "<1>\n",
        "when:\nthen:\n---\n",
    ] {
        for begin in ["", "interactions:\n- request:\n    body: ", "curl https://api.anthropic.com/v1/messages -d \""] {
            let text = format!("{begin}{}", unit.repeat(20_000 / unit.len()));
            for kind in Kind::ALL.iter().copied() {
                let options = Options { named: true, kind: Some(kind), ..Options::default() };
                let _ = envelope::read_file("a", text.as_bytes(), options, &mut |_| {});
            }
        }
    }
}

fn damaged() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let files: Vec<_> = FILES.iter().map(|row| row.0).chain(["markdown/page.md"]).collect();
    (prop::sample::select(files), any::<prop::sample::Index>(), 0..40usize, ".{0,6}").prop_map(
        |(name, at, cut, insert)| {
            let mut text = text(name);
            let at = at.index(text.len());
            let end = (at + cut).min(text.len());
            text.splice(at..end, insert.bytes());
            (name, text)
        },
    )
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_not_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        kind in prop::option::of(prop::sample::select(Kind::ALL)),
        name in prop::sample::select(vec!["a", "a.yaml", "a.md", "a.sh", "a.http", "a.json"]),
    ) {
        if let Ok(text) = envelope::unpack(&bytes, Limits::default()) {
            let _ = envelope::read_file(name, &text, Options { named: true, kind, ..Options::default() }, &mut |_| {});
        }
    }

    #[test]
    fn arbitrary_words_do_not_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "curl ", "-d ", "'", "\"", "$'", "\\", "\n", "$(cat <<EOF\n", "EOF\n", "@-", "<<'X' ", "X\n", "{", "}", "[", "]",
            "https://api.anthropic.com/v1/messages ", "{\"messages\": []}", "```\n", "```json\n", "### \n", "POST ", "{{a}}",
            "interactions:\n", "- request:\n", "    body: ", "|\n", ">-\n", "      é\n", "    uri: ", "&a ", "*a", "!!binary ", ": ", "é",
            "-H 'a: ", "${", "`", ")", "--json ", "A='", "é=", "\"$A\" ", "$A ", "read A\n", "<<< ", "< ", "@é ", "$(cat a)", "-T ", "\u{feff}",
        ]), 0..30),
        kind in prop::sample::select(Kind::ALL),
    ) {
        let text = words.concat();
        let mut spans = Vec::new();
        let _ = envelope::read_file("a", text.as_bytes(), Options { named: true, kind: Some(kind), ..Options::default() }, &mut |entry| {
            for at in 0..entry.document.source().len() {
                spans.extend(entry.map.map(&(at..at + 1)));
            }
        });
        prop_assert!(spans.iter().all(|span| span.start <= span.end && span.end <= text.len()), "{text:?}");
    }

    /// All spans lie within the file, however it is damaged.
    #[test]
    fn spans_in_damaged_files_are_within_the_file((name, text) in damaged()) {
        let report = lint(name, &text);
        for finding in &report.findings {
            let span = finding.location.span.clone().unwrap_or_default();
            prop_assert!(span.start <= span.end && span.end <= text.len(), "{name}: {finding} at {span:?}");
        }
    }
}
