//! Recorded responses as evidence: an accepted request has no error, and a rejection is compared with the prediction.

use std::collections::BTreeSet;
use std::fs;

use payloadlint::internals::report::{Page, Render, TextOptions, concise, full, github, json};
use payloadlint::{DisagreementKind, FileOptions, Finding, Linter, Recorded, Report, Severity};

use crate::common::{cases, collect, lint, root, settings};

const NEWER: &str = "may be rejected today, because the evidence for this rule is newer";
const UNCERTAIN: &str = "so this rule is uncertain here";

/// File, and the start of each finding with the end of its note. All are checked as of 2026-11-24.
#[rustfmt::skip]
const FILES: [(&str, &[(&str, &str)]); 18] = [
    ("bedrock-id.json", &[("warning[PL502]", "")]),
    ("blank-text-accepted.yaml", &[]),
    ("blank-text-rejected.yaml", &[("error[PL324]", "the recorded response matches")]),
    ("empty-text-accepted.yaml", &[("warning[PL322]", "accepted on 2026-11-10, so this rule is uncertain here")]),
    ("ended-beta.yaml", &[]),
    ("google-cloud-id.json", &[("warning[PL502]", "")]),
    ("jpeg-called-png-accepted.yaml", &[
        ("warning[PL504]", ""),
        ("warning[PL603]", "would be rejected today because of a change on 2026-03-05"),
        ("warning[PL604]", UNCERTAIN),
    ]),
    ("masked-call-id.json", &[("warning[PL233]", "")]),
    ("mismatched-call-id.json", &[("error[PL363]", "")]),
    ("mismatched-result-id.json", &[("error[PL371]", "")]),
    ("orphan-result-accepted.yaml", &[("warning[PL363]", NEWER)]),
    ("redacted-call-id.json", &[]),
    ("redacted-result-id.json", &[]),
    ("retired-id.json", &[("error[PL503]", "")]),
    ("retired-since.yaml", &[]),
    ("retired-undated-accepted.yaml", &[
        ("warning[PL503]", "accepted when it was recorded; would be rejected today because of a change on 2026-06-15"),
    ]),
    ("retired-undated-rejected.yaml", &[("error[PL503]", "the recorded response matches")]),
    ("unset-sampling-accepted.yaml", &[("info[PL230]", ""), ("info[PL230]", "")]),
];

fn check(name: &str) -> Report {
    lint(name, &fs::read(root().join("fixtures/recorded").join(name)).unwrap())
}

fn has_note(finding: &Finding, expected: &str) -> bool {
    finding.note.as_deref().unwrap_or_default().contains(expected) && (expected.is_empty() == finding.note.is_none())
}

#[test]
fn each_file_has_the_expected_findings() {
    for (name, expected) in FILES {
        let report = check(name);
        let is_expected = report.findings.len() == expected.len()
            && report
                .findings
                .iter()
                .zip(expected)
                .all(|(finding, (start, note))| finding.to_string().starts_with(start) && has_note(finding, note));
        let notes: Vec<_> = report.findings.iter().map(|finding| finding.note.as_deref()).collect();
        assert!(is_expected, "{name}:\n{report}{notes:#?}");
    }
    let listed: BTreeSet<_> =
        FILES.iter().map(|row| row.0.to_owned()).chain(["retiring-soon.yaml".to_owned()]).collect();
    let mut files = Vec::new();
    collect(&root().join("fixtures/recorded"), &mut files);
    let found: BTreeSet<_> =
        files.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(found, listed.into_iter().chain(["README.md".to_owned()]).collect());
}

#[test]
fn advice_is_given_from_the_day_of_the_check() {
    let text = fs::read(root().join("fixtures/recorded/retiring-soon.yaml")).unwrap();
    let on = |day: &str| {
        let linter = Linter::builder().fallback_date(day.parse().unwrap()).build().unwrap();
        linter.lint_file("retiring-soon.yaml", &text, FileOptions { named: true }).unwrap().to_string()
    };
    assert!(on("2026-11-24").contains("retires in 6 days, on 2026-11-30"), "{}", on("2026-11-24"));
    for day in ["2026-11-30", "2027-05-01"] {
        assert!(
            on(day).is_empty() || on(day).contains("was retired on 2026-11-30, after this was recorded"),
            "{}",
            on(day)
        );
        assert!(!on(day).contains("retires"), "{}", on(day));
    }
}

const BODY: &str = r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}"#;
const URL: &str = "https://api.anthropic.com/v1/messages";
const MESSAGE: &str = "messages: at least one message is required";

/// The same exchange in each kind of recording. The body is `BODY` in a JSON string or in place, the response has this
/// status and body.
fn recordings(status: u16, response: &serde_json::Value) -> Vec<(&'static str, String)> {
    let (text, request) = (serde_json::Value::from(response.to_string()), serde_json::Value::from(BODY));
    let date = r#""date": ["Fri, 27 Nov 2026 04:00:18 GMT"]"#;
    let request_of = |url: &str| format!(r#""method": "POST", "{url}": "{URL}", "body": {request}"#);
    let interaction = |url: &str, response: &str| {
        format!(r#"{{"interactions": [{{"request": {{{}}}, "response": {{{response}}}}}]}}"#, request_of(url))
    };
    let ruby = format!(
        r#"{{"http_interactions": [{{"request": {{"method": "post", "uri": "{URL}", "body": {{"string": {request}}}}}, "response": {{"status": {{"code": {status}, "message": "x"}}, "headers": {{{date}}}, "body": {{"string": {text}}}}}}}]}}"#
    );
    let har = format!(
        r#"{{"log": {{"entries": [{{"startedDateTime": "2026-11-27T04:00:18Z", "request": {{"method": "POST", "url": "{URL}", "postData": {{"text": {request}}}}}, "response": {{"status": {status}, "content": {{"size": 1, "text": {text}}}}}}}]}}}}"#
    );
    let nock = format!(
        r#"[{{"scope": "https://api.anthropic.com:443", "method": "POST", "path": "/v1/messages", "body": {BODY}, "status": {status}, "response": {response}}}]"#
    );
    let wiremock = |headers: &str| {
        format!(
            r#"{{"request": {{"url": "/v1/messages", "method": "POST", "bodyPatterns": [{{"equalToJson": {request}}}]}}, "response": {{"status": {status}, "jsonBody": {response}, "headers": {{{headers}}}}}}}"#
        )
    };
    vec![
        ("vcrpy.json", interaction("uri", &format!(r#""status": {{"code": {status}}}, "body": {{"string": {text}}}"#))),
        ("go-vcr.json", interaction("url", &format!(r#""status": "{status} Text", "code": {status}, "body": {text}"#))),
        ("php.json", interaction("url", &format!(r#""status": {{"code": "{status}"}}, "body": {text}"#))),
        ("exvcr.json", interaction("url", &format!(r#""status_code": {status}, "body": {text}"#))),
        (
            "typed.json",
            interaction("url", &format!(r#""status": {status}, "body": {{"type": "json", "content": {response}}}"#)),
        ),
        ("ruby.json", ruby),
        ("browser.har", har),
        ("nock.json", nock),
        ("wiremock.json", wiremock(date)),
        (
            "exchange.json",
            format!(r#"{{"url": "{URL}", "body": {BODY}, "status": {status}, "response_body": {response}}}"#),
        ),
        (
            "nested.json",
            format!(r#"{{"url": "{URL}", "body": {BODY}, "response": {{"status": {status}, "body": {text}}}}}"#),
        ),
        (
            "lines.jsonl",
            format!(
                r#"{{"url": "{URL}", "body": {BODY}, "status": {status}, "response_error": {}}}"#,
                response["error"]
            ),
        ),
    ]
}

fn error(kind: &str, message: &str) -> serde_json::Value {
    serde_json::json!({"type": "error", "error": {"type": kind, "message": message}})
}

#[test]
fn every_kind_of_recording_is_evidence() {
    for (name, text) in recordings(200, &serde_json::json!({"type": "message", "content": []})) {
        let report = lint(name, text.as_bytes());
        assert!(report.is_ok() && report.predicted.is_empty(), "{name}:\n{report}");
        assert_eq!(report.recorded.count(DisagreementKind::Contradiction), 1, "{name}: {:?}", report.recorded);
        assert_eq!(report.recorded.disagreements[0].codes, ["PL301"], "{name}");
        assert!(report.findings.iter().any(|finding| has_note(finding, UNCERTAIN)), "{name}:\n{report}");
    }
    let invalid = "invalid_request_error";
    for (name, text) in recordings(400, &error(invalid, MESSAGE)) {
        let report = lint(name, text.as_bytes());
        assert_eq!((report.recorded.agreements, report.count(Severity::Error)), (1, 1), "{name}:\n{report}");
        assert_eq!(report.predicted[0].matches_recording, Some(true), "{name}");
    }
    for (name, text) in recordings(400, &error(invalid, "messages: roles must alternate between two speakers")) {
        let report = lint(name, text.as_bytes());
        assert_eq!(report.recorded.count(DisagreementKind::Difference), 1, "{name}:\n{report}");
        assert_eq!(report.predicted[0].matches_recording, Some(false), "{name}");
        assert!(has_note(&report.findings[0], "the recorded response differs: another message"), "{name}");
    }
}

#[test]
fn what_says_nothing_about_the_request_is_no_evidence() {
    for (status, response) in [
        (401, error("authentication_error", "invalid x-api-key")),
        (429, error("rate_limit_error", "This request would exceed your rate limit")),
        (500, error("api_error", "Internal server error")),
        (529, error("overloaded_error", "Overloaded")),
        (400, error("invalid_request_error", "Your credit balance is too low to access the Anthropic API.")),
        // A proxy, or the error of a stream that had begun.
        (200, error("overloaded_error", "Overloaded")),
        (302, serde_json::json!({})),
    ] {
        for (name, text) in recordings(status, &response).into_iter().filter(|(name, _)| *name != "lines.jsonl") {
            let report = lint(name, text.as_bytes());
            assert_eq!(report.count(Severity::Error), 1, "{status} {name}:\n{report}");
            assert!(report.findings.iter().all(|finding| finding.note.is_none()), "{status} {name}:\n{report}");
            let Recorded { agreements, inconclusive, disagreements, .. } = report.recorded;
            assert_eq!((agreements, inconclusive, disagreements.len()), (0, 1, 0), "{status} {name}");
        }
    }
}

/// A stub and a contract contain what somebody wrote; only recorded stubs have the headers of the API.
#[test]
fn a_response_that_somebody_wrote_is_no_evidence() {
    let request = serde_json::Value::from(BODY);
    let stub = format!(
        r#"{{"request": {{"url": "/v1/messages", "method": "POST", "bodyPatterns": [{{"equalToJson": {request}}}]}}, "response": {{"status": 200, "body": "ok"}}}}"#
    );
    let pact = format!(
        r#"{{"consumer": {{"name": "a"}}, "provider": {{"name": "b"}}, "interactions": [{{"description": "c", "request": {{"method": "POST", "path": "/v1/messages", "body": {BODY}}}, "response": {{"status": 200}}}}]}}"#
    );
    for (name, text) in [("stub.json", stub), ("pact.json", pact)] {
        let report = lint(name, text.as_bytes());
        assert_eq!(report.count(Severity::Error), 1, "{name}:\n{report}");
        assert!(report.recorded.is_empty(), "{name}");
    }
}

#[test]
fn a_rejection_without_an_error_is_counted() {
    let body = BODY.replace("[]", r#"[{"role": "user", "content": "Hi"}]"#);
    let text = format!(r#"{{"url": "{URL}", "body": {body}, "status": 400, "response_error": {{"message": "no"}}}}"#);
    let report = lint("exchange.json", text.as_bytes());
    assert!(report.findings.is_empty(), "{report}");
    assert_eq!(report.recorded.count(DisagreementKind::NotPredicted), 1);
    let accepted = text.replace("400", "200");
    assert_eq!(lint("exchange.json", accepted.as_bytes()).recorded.agreements, 1);
}

/// A batch is accepted before its items are checked, so the response says nothing about a rule.
#[test]
fn items_of_an_accepted_batch_have_no_errors() {
    let batch = format!(r#"{{"requests": [{{"custom_id": "a", "params": {BODY}}}]}}"#);
    let text = format!(r#"{{"url": "{URL}/batches", "body": {batch}, "status": 200, "recorded": "2026-11-20"}}"#);
    let report = lint("exchange.json", text.as_bytes());
    assert!(has_note(&report.findings[0], "its batch was accepted on 2026-11-20"), "{report}");
    assert_eq!((report.count(Severity::Error), report.recorded.agreements), (0, 1), "{:?}", report.recorded);
}

/// No API accepts a body that cannot be parsed: what was recorded is not what was sent.
#[test]
fn a_body_that_the_recorder_damaged_is_no_contradiction() {
    let text = BODY.replace("[]}", "[");
    let text = format!(r#"{{"url": "{URL}", "body": {}, "status": 200}}"#, serde_json::Value::from(text));
    let report = lint("exchange.json", text.as_bytes());
    assert!(!report.findings.is_empty() && report.is_ok(), "{report}");
    assert!(has_note(&report.findings[0], "so the recording has probably changed the body"), "{report}");
    assert_eq!((report.recorded.inconclusive, report.recorded.disagreements.len()), (1, 0));
}

#[test]
fn a_severity_that_the_user_sets_is_kept() {
    let (_, text) = recordings(200, &serde_json::json!({"type": "message"})).swap_remove(0);
    let linter = settings().severity("PL301", Severity::Error).build().unwrap();
    let report = linter.lint_file("vcrpy.json", text.as_bytes(), FileOptions { named: true }).unwrap();
    assert_eq!(report.count(Severity::Error), 1);
    assert!(has_note(&report.findings[0], UNCERTAIN));
}

#[test]
fn no_format_shows_the_response() {
    let secret = "the words of the recorded response";
    let formats: [Render; 4] = [full::render, concise::render, json::render, github::render];
    for (name, text) in recordings(400, &error("invalid_request_error", &format!("x: {secret}"))) {
        let report = lint(name, text.as_bytes());
        for format in formats {
            let mut out = Vec::new();
            format(&report, &TextOptions::default(), &mut Page::new(&mut out)).unwrap();
            let out = String::from_utf8(out).unwrap();
            // Where the exchange is one line, an excerpt of the request may reach into it.
            assert!(!out.contains(secret) || name.contains("exchange") || name.contains("nested"), "{name}: {out}");
        }
    }
}

#[test]
fn accepted_requests_of_other_repositories_have_no_errors() {
    let mut files = Vec::new();
    if let Some(folder) = cases("wild/accepted") {
        collect(&folder, &mut files);
    }
    for path in files {
        let report = lint(&path.display().to_string(), &fs::read(&path).unwrap());
        assert!(report.is_ok(), "{}:\n{report}", path.display());
    }
}
