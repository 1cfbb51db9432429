//! Which requests are recognized, and why others are skipped. `fixtures/recognition/` has four folders: a file in
//! `skipped/` contains nothing for the Messages API, and its twin in `read/` does; a file in `quiet/` has no findings,
//! and its twin in `reported/` has those of the table.

use std::fs;
use std::path::{Path, PathBuf};

use payloadlint::internals::envelope::{self, Contents};
use payloadlint::internals::report::summary::Summary;
use payloadlint::{FileOptions, Linter, Report};

use crate::common::{cases, collect, root, settings};

fn folder(name: &str) -> PathBuf {
    root().join("fixtures/recognition").join(name)
}

/// What a file in a directory contains; `None` if it is skipped as unrelated.
fn contents(path: &Path) -> Option<Contents> {
    let options = settings().build().unwrap();
    let options = options.read_options(FileOptions { named: false });
    envelope::read_file(&path.display().to_string(), &fs::read(path).unwrap(), options, &mut |_| {})
}

/// The report on a file in a directory; empty if it is skipped as unrelated.
fn report(linter: &Linter, path: &Path, named: bool) -> Report {
    let report = linter.lint_file(&path.display().to_string(), &fs::read(path).unwrap(), FileOptions { named });
    report.unwrap_or_default()
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.code).collect()
}

/// File; number of requests; the reasons for the skipped ones.
#[rustfmt::skip]
const SKIPPED: [(&str, usize, &[&str]); 39] = [
    ("any-model.json",                 0, &["nothing in the body is particular to the Messages API"]),
    ("event.json",                     0, &["sent to another host or path"]),
    ("new-vendor.json",                0, &["for a model that is not Claude"]),
    ("batch-items.jsonl",              0, &["for a model of OpenAI"]),
    ("batch-records.jsonl",            0, &["a batch record for a model that is not known"]),
    ("chat.json",                      0, &["a model of OpenAI"]),
    ("claude-by-chat-completions.md",  0, &["the page names an OpenAI Chat Completions"]),
    ("claude-v2-completions.json",     0, &["a Text Completions body"]),
    ("cohere-body.json",               0, &["a model of Cohere"]),
    ("converse-body.json",             0, &["an Amazon Bedrock Converse body (`inferenceConfig`)"]),
    ("converse-vcr.json",              0, &["sent to an Amazon Bedrock Converse"]),
    ("dummy-model.json",               0, &["an OpenAI Chat Completions body (`stream_options`)"]),
    ("flow-at-the-margin.yaml",        0, &["sent to an OpenAI Chat Completions"]),
    ("gemini-body.json",               0, &["a Gemini body"]),
    ("imported-model.json",            0, &["a non-Claude InvokeModel body"]),
    ("lambda-event.json",              0, &["sent to another host or path"]),
    ("lenient-quoted-scalar.yaml",     0, &["sent to another host or path"]),
    ("llama-vcr.json",                 0, &["a model of Meta"]),
    ("locale.json",                    0, &["`messages` is an object"]),
    ("mixed.jsonl",                    0, &["a model of OpenAI", "an OpenAI Chat Completions body", "not a request"]),
    ("ollama-body.json",               0, &["an Ollama body (`keep_alive`)"]),
    ("pair.jsonl",                     0, &["nothing shows that it is for the Messages API"]),
    ("postman.json",                   0, &["a Postman collection, which is not read"]),
    ("other-service.json",             0, &["sent to an unknown host"]),
    ("page-says-endpoint.md",          1, &["the page names an OpenAI Chat Completions"]),
    ("recorded-stream.json",           0, &["a recorded response"]),
    ("responses-body.json",            0, &["an OpenAI Responses body"]),
    ("settings.json",                  0, &["`messages` is missing"]),
    ("stored-conversation.json",       0, &["a stored conversation"]),
    ("tab-in-quoted-scalar.yaml",      0, &["sent to an OpenAI Chat Completions"]),
    ("system-first.json",              0, &["a first message with role `system`, and no `max_tokens`"]),
    ("titan-nock.json",                0, &["a model of Amazon"]),
    ("tool-role.json",                 0, &["an OpenAI Chat Completions body (`tool_calls`)"]),
    ("vendor-prefix.json",             0, &["a model of Mistral AI"]),
    ("vocabulary.json",                0, &["`messages` is a number"]),
    ("word-list.json",                 0, &["no item of `messages` is an object"]),
    ("broken.yaml",                    0, &["nothing in the file is for the Messages API"]),
    ("openai-scrubbed.sh",             0, &["sent to an OpenAI Chat Completions"]),
    ("other-method.http",              0, &["not a POST request"]),
];

#[test]
fn requests_for_other_apis_are_skipped_with_a_reason() {
    let linter = settings().build().unwrap();
    for (name, requests, reasons) in SKIPPED {
        let path = folder("skipped").join(name);
        let contents = contents(&path).unwrap_or_else(|| panic!("{name}: no reason"));
        assert_eq!((contents.tally.requests, contents.skips.iter().count()), (requests, reasons.len()), "{name}");
        for (skip, expected) in contents.skips.iter().zip(reasons) {
            assert!(skip.reason.contains(expected), "{name}: {}", skip.reason);
        }
        let report = report(&linter, &path, false);
        assert!(report.findings.is_empty() && report.read_error.is_none(), "{name}:\n{report}");
    }
    let mut files = Vec::new();
    collect(&folder("skipped"), &mut files);
    assert_eq!(files.len(), SKIPPED.len(), "every file is in the table");
}

/// The same record with what the Messages API needs is read.
#[test]
fn their_twins_are_read() {
    let linter = settings().build().unwrap();
    for (name, ..) in SKIPPED {
        let report = report(&linter, &folder("read").join(name), false);
        assert!(report.requests > 0 && report.skipped == 0, "{name}: {} requests", report.requests);
        assert!(report.read_error.is_none() && report.is_ok(), "{name}:\n{report}");
    }
}

/// File; the codes of its twin.
#[rustfmt::skip]
const QUIET: [(&str, &[&str]); 17] = [
    ("aws-cli.sh",                         &["PL202"]),
    ("bedrock-batch.jsonl",                &["PL202", "PL202"]),
    ("http-fence.md",                      &["PL202"]),
    ("httpmock.yaml",                      &["PL202"]),
    ("recording.httprr",                   &["PL202"]),
    ("trace.jsonl",                        &["PL202", "PL202"]),
    ("vertex-batch.jsonl",                 &["PL202", "PL202"]),
    ("bare-placeholders-in-curl.md",       &["PL107"]),
    ("binary-and-scrubbed-headers.yaml",   &["PL814", "PL807"]),
    ("comment-as-ellipsis-in-curl.md",     &["PL301"]),
    ("count-tokens/basic.json",            &["PL501"]),
    ("count_tokens_page.md",               &["PL501"]),
    ("ellipsis-in-curl.md",                &["PL301"]),
    ("gateway-headers.md",                 &["PL801", "PL813", "PL501"]),
    ("mustache-model.md",                  &["PL501"]),
    ("template.json",                      &["PL501", "PL220"]),
    ("word-in-json-fence.md",              &["PL501"]),
];

#[test]
fn what_is_not_known_is_not_reported() {
    let linter = settings().build().unwrap();
    for (name, expected) in QUIET {
        let quiet = report(&linter, &folder("quiet").join(name), false);
        assert!(quiet.findings.is_empty(), "{name}:\n{quiet}");
        assert!(quiet.requests + quiet.body_missing > 0, "{name}: no request");
        let twin = report(&linter, &folder("reported").join(name), false);
        assert_eq!(codes(&twin), expected, "{name}:\n{twin}");
    }
}

/// A file that the user names, or whose target they set, is checked whatever it looks like; the first finding says what
/// it is.
#[test]
fn a_named_body_of_another_api_has_one_finding() {
    let plain = settings().build().unwrap();
    let targeted = settings().target("anthropic").build().unwrap();
    for (name, message) in [
        ("chat.json", "this is an OpenAI Chat Completions body"),
        ("dummy-model.json", "this is an OpenAI Chat Completions body"),
        ("tool-role.json", "this is an OpenAI Chat Completions body"),
        ("converse-body.json", "this is an Amazon Bedrock Converse body"),
        ("responses-body.json", "this is an OpenAI Responses body"),
        ("gemini-body.json", "this is a Gemini body"),
        ("ollama-body.json", "this is an Ollama body"),
        ("cohere-body.json", "this is a Cohere Chat body"),
    ] {
        let path = folder("skipped").join(name);
        for report in [report(&plain, &path, true), report(&targeted, &path, false)] {
            assert_eq!(codes(&report), ["PL205"], "{name}:\n{report}");
            assert!(report.findings[0].message.starts_with(message), "{name}:\n{report}");
        }
    }
}

/// A single foreign field in a body that is otherwise one for the Messages API is a mistake.
#[test]
fn a_single_foreign_field_is_reported_itself() {
    let linter = settings().build().unwrap();
    for (member, code) in [(r#""stop": ["x"]"#, "PL210"), (r#""n": 1"#, "PL210"), (r#""user": "x""#, "PL210")] {
        let body = format!(
            r#"{{"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{{"role": "user", "content": "Hi"}}], {member}}}"#
        );
        let report = linter.lint_file("a.json", body.as_bytes(), FileOptions { named: false }).unwrap();
        assert_eq!(codes(&report), [code], "{member}");
    }
}

/// A header that is missing has no bytes: the finding is where its request starts.
#[test]
fn a_missing_header_is_located_at_its_request() {
    let linter = settings().build().unwrap();
    let body = r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}"#;
    let curl = format!(
        "curl https://api.anthropic.com/v1/messages -H 'x-api-key: <key>' -H 'content-type: application/json' -d '{body}'"
    );
    let head = r#""url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "<key>", "content-type": "application/json"}"#;
    for (name, text, line, column) in [
        ("a.md", format!("# x\n\n```sh\n  {curl}\n```\n"), 4, 3),
        ("a.sh", format!("#!/bin/sh\n{curl}\n"), 2, 1),
        ("a.jsonl", format!("\n{{{head}, \"body\": {body}}}\n"), 2, 1),
        (
            "a.http",
            format!(
                "###\n\nPOST https://api.anthropic.com/v1/messages\nx-api-key: k{}\ncontent-type: application/json\n\n{body}\n",
                "0".repeat(9)
            ),
            3,
            1,
        ),
    ] {
        let report = linter.lint_file(name, text.as_bytes(), FileOptions { named: true }).unwrap();
        let finding = report.findings.iter().find(|finding| finding.code == "PL813").unwrap();
        let position = finding.location.position.unwrap();
        assert_eq!((position.line, position.column), (line, column), "{name}:\n{report}");
        assert!(finding.location.span.is_some(), "{name}");
    }
}

#[test]
fn an_apostrophe_that_ends_the_shell_string_is_named() {
    let linter = settings().build().unwrap();
    for (content, is_named) in [("I'll go", true), ("the dogs' bowl", true), ("I go", false)] {
        let end = if is_named { "\"}]}'" } else { "}]}'" };
        let text = format!(
            "curl https://api.anthropic.com/v1/messages -H 'x-api-key: <key>' -d '{{\"model\": \"claude-opus-5-5\", \
             \"max_tokens\": 8, \"messages\": [{{\"role\": \"user\", \"content\": \"{content}{end}\n"
        );
        let report = linter.lint_file("a.sh", text.as_bytes(), FileOptions { named: true }).unwrap();
        let finding = report.findings.iter().find(|finding| finding.code == "PL112").unwrap();
        let help = finding.help.as_deref().unwrap_or_default();
        assert_eq!(help.contains("apostrophe"), is_named, "{content}: {help}");
    }
}

/// The cases next to the checkout, if they are there: file, and the codes that it has in a directory.
#[rustfmt::skip]
const CASES: [(&str, &[&str]); 30] = [
    ("missed/.claude/skills/api/SKILL.md", &["PL202"]),
    ("missed/aws-cli.sh", &["PL202"]),
    ("missed/bedrock-batch.jsonl", &["PL202", "PL202"]),
    ("missed/http-fence.md", &["PL202"]),
    ("missed/httpmock.yaml", &["PL202"]),
    ("missed/postman.json", &[]),
    ("missed/recording.httprr", &["PL202"]),
    ("missed/trace.jsonl", &["PL202", "PL202"]),
    ("missed/vertex-batch.jsonl", &["PL202", "PL202"]),
    ("vocab/encoder.json", &[]),
    ("locale/en.json", &[]),
    ("bedrock/titan.json", &[]),
    ("bedrock/llama.json", &[]),
    ("bedrock/claude-v2-completions.json", &[]),
    ("bedrock/converse-body.json", &[]),
    ("openai/chat.json", &[]),
    ("openai/dummy-model.json", &[]),
    ("openai/claude-by-chat-completions.md", &[]),
    ("openai/page-says-endpoint.md", &[]),
    ("response/stream.json", &[]),
    ("response/lambda-event.json", &[]),
    ("count/count-tokens/basic.json", &[]),
    ("read/lenient-quoted-scalar.yaml", &[]),
    ("read/tab-in-quoted-scalar.yaml", &[]),
    ("read/ellipsis-in-curl.md", &[]),
    ("read/comment-as-ellipsis-in-curl.md", &[]),
    ("read/mustache-model.md", &[]),
    ("read/gateway-headers.md", &[]),
    ("read/header-finding-without-line.md", &["PL813"]),
    ("read/apostrophe-ends-the-quote.md", &["PL112"]),
];

#[test]
fn the_cases_give_what_they_expect() {
    let Some(cases) = cases("wild") else { return };
    let linter = settings().build().unwrap();
    for (name, expected) in CASES {
        let report = report(&linter, &cases.join(name), false);
        assert_eq!(codes(&report), expected, "{name}:\n{report}");
        assert!(report.read_error.is_none(), "{name}");
    }
}

/// A file of another program that the user names is not checked as a body: the report says what it is.
#[test]
fn a_named_file_of_another_program_is_not_a_body() {
    let linter = settings().build().unwrap();
    let info = r#""info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}"#;
    for (text, reason) in [
        (format!("{{{info}, \"item\": []}}"), "a Postman collection"),
        (r#"{"id": "1", "requests": [{"id": "2", "collectionId": "1"}]}"#.to_owned(), "a Postman collection"),
        (r#"{"values": [], "_postman_variable_scope": "environment"}"#.to_owned(), "a Postman environment"),
        (r#"{"_type": "export", "__export_format": 4, "resources": []}"#.to_owned(), "an Insomnia export"),
        (r#"{"openapi": "3.1.0", "paths": {"/v1/messages": {}}}"#.to_owned(), "an OpenAPI description"),
    ] {
        let report = linter.lint_file("a.json", text.as_bytes(), FileOptions { named: true }).unwrap();
        assert!(report.findings.is_empty(), "{text}:\n{report}");
        let summary = Summary::of(&report).to_string();
        assert!(summary.contains(&format!("{reason}, which is not read")), "{text}: {summary}");
    }
}

/// The target of a request without a URL follows from the kind of file or the command.
#[test]
fn the_platform_of_a_batch_record_or_command_is_known() {
    let linter = settings().build().unwrap();
    let body = r#"{"max_tokens": 8, "messages": [{"role": "user", "content": "Hi"}], "stream": true}"#;
    for (name, text, platform) in [
        ("a.jsonl", format!(r#"{{"recordId": "1", "modelInput": {body}}}"#), "Amazon Bedrock InvokeModel"),
        ("a.jsonl", format!(r#"{{"custom_id": "1", "request": {body}}}"#), "Google Cloud"),
        (
            "a.sh",
            format!(
                "aws bedrock-runtime invoke-model --model-id us.anthropic.claude-opus-4-6-v1 --body '{body}' a.json"
            ),
            "Amazon Bedrock InvokeModel",
        ),
    ] {
        let report = linter.lint_file(name, text.as_bytes(), FileOptions { named: true }).unwrap();
        let missing = report.findings.iter().find(|finding| finding.code == "PL201");
        let help = missing.and_then(|finding| finding.help.clone()).unwrap_or_default();
        assert!(help.contains(platform), "{text}:\n{report}");
    }
}

/// A page or script whose first line starts with a bracket is not JSON.
#[test]
fn a_page_that_starts_like_json_is_a_page() {
    let linter = settings().build().unwrap();
    let body = r#"{"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "Hi"}]}"#;
    let curl = format!(
        "curl https://api.anthropic.com/v1/messages -H \"x-api-key: $K\" -H 'anthropic-version: 2023-06-01' --json '{body}'"
    );
    for (name, text) in [
        ("a.md", format!("[![build](https://example.com/b.svg)](https://example.com)\n\n```json\n{body}\n```\n")),
        ("a.adoc", format!("[source,json]\n----\n{body}\n----\n")),
        ("a.sh", format!("[ -n \"$K\" ] || exit\n{curl}\n")),
    ] {
        for named in [true, false] {
            let report = linter.lint_file(name, text.as_bytes(), FileOptions { named }).unwrap();
            assert_eq!(codes(&report), ["PL202"], "{name}:\n{report}");
        }
    }
}

/// A service with a path like that of the Messages API is not checked, even on a page that the user names.
#[test]
fn a_request_to_another_service_on_a_named_page_is_skipped() {
    let linter = settings().build().unwrap();
    let send = "curl https://api.example.com/v1/messages -d '{\"to\": \"x\", \"text\": \"Hi\"}'";
    let text = format!(
        "```sh\n{send}\n```\n\n```http\nPOST /v1/messages HTTP/1.1\nHost: api.example.com\n\n{{\"to\": 1}}\n```\n"
    );
    let report = linter.lint_file("a.md", text.as_bytes(), FileOptions { named: true }).unwrap();
    assert_eq!((report.requests, report.skipped, report.findings.len()), (0, 2, 0), "{report}");
}
