//! The public API, as callers use it.

use payloadlint::{
    CrossCheck, FileOptions, Linter, PieceOffset, Report, Request, Severity, Target, validate, validate_value,
};
use proptest::prelude::*;
use serde_json::json;

const GOOD: &str =
    r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hello"}]}"#;
const EMPTY: &str = r#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}"#;

#[test]
fn a_linter_can_be_shared() {
    fn is_shared<T: Send + Sync + Clone>() {}
    is_shared::<Linter>();
    is_shared::<Report>();
}

#[test]
fn debug_output_contains_no_secret() {
    let secret = "sk-ant-api03-TopSecretTopSecret";
    let (body, url) = (format!(r#"{{"x": "{secret}"}}"#), "https://me:Secret@host/v1/messages?key=Secret");
    let request = Request::new(&body).url(url).header("x-api-key", secret);
    let builder = Linter::builder().url(url).header("x-api-key", "Secret");
    for shown in [format!("{request:?}"), format!("{builder:?}"), format!("{:?}", builder.build())] {
        assert!(!shown.contains("Secret"), "{shown}");
    }
}

#[test]
fn a_report_says_whether_the_request_would_be_accepted() {
    let good = validate(GOOD);
    assert!(good.is_ok() && good.worst().is_none() && good.predicted.is_empty());
    let bad = validate(EMPTY.as_bytes());
    assert!(!bad.is_ok() && bad.worst() == Some(Severity::Error) && bad.count(Severity::Error) == 1);
    assert_eq!(bad.predicted[0].response.status, 400);
    assert_eq!(bad.to_string(), "error[PL301] messages: `messages` is empty\n");
}

#[test]
fn findings_in_a_value_have_pointers_but_no_spans() {
    let report = validate_value(&json!({"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"content": "a"}]}));
    let location = &report.findings[0].location;
    assert_eq!(location.pointer.as_deref(), Some("/messages/0"));
    assert_eq!(location.path, "messages.0.role");
    assert!(location.span.is_none() && location.position.is_none() && location.excerpt.is_none());
}

#[test]
fn a_diagnostic_owns_its_source() {
    let report = {
        let body = EMPTY.to_owned();
        validate(&body)
    };
    let error: Box<dyn std::error::Error + Send + Sync> = report.into_diagnostic().into();
    assert_eq!(error.to_string(), "1 error in 1 request");
    let diagnostic = validate(EMPTY).into_diagnostic();
    let related: Vec<_> = diagnostic.related().unwrap().collect();
    let label = related[0].labels().unwrap().next().unwrap();
    let source = related[0].source_code().unwrap().read_span(label.inner(), 0, 0).unwrap();
    assert_eq!((source.line(), source.column()), (0, EMPTY.find("[]").unwrap()));
    let shown = String::from_utf8_lossy(source.data()).into_owned();
    assert_eq!(&shown[label.offset()..label.offset() + label.len()], "[]");
}

#[test]
fn settings_change_the_findings() {
    let linter = |build: fn(payloadlint::LinterBuilder) -> payloadlint::LinterBuilder| build(Linter::builder()).build();
    let worst = |linter: Linter| linter.lint(&Request::new(EMPTY)).worst();
    assert_eq!(worst(linter(|builder| builder.target(Target::Anthropic)).unwrap()), Some(Severity::Error));
    assert_eq!(worst(linter(|builder| builder.ignore("PL3")).unwrap()), None);
    assert_eq!(worst(linter(|builder| builder.select("PL1")).unwrap()), None);
    let severity = |builder: payloadlint::LinterBuilder| builder.severity("empty-messages", Severity::Info);
    assert_eq!(worst(linter(severity).unwrap()), Some(Severity::Info));
    let error = linter(|builder| builder.ignore("empty-mesages")).unwrap_err();
    assert_eq!(error.to_string(), "unknown rule `empty-mesages`; did you mean `empty-messages`?");
}

proptest! {
    /// A JSONL file has the same findings whether it is linted as a whole or in pieces.
    #[test]
    fn linting_a_file_in_pieces_changes_nothing(
        lines in prop::collection::vec(prop::sample::select(vec![
            GOOD, EMPTY, "", r#"{"a": "é","#, r#"{"requests": [{"custom_id": "x", "params": {"messages": []}}]}"#,
            r#"{"custom_id": "x", "params": {"messages": []}}"#,
        ]), 0..12),
        cuts in prop::collection::vec(0..12usize, 0..3),
    ) {
        let linter = Linter::default();
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let options = FileOptions { named: true };
        let whole = linter.lint_file("a.jsonl", text.as_bytes(), options).unwrap();
        let mut ends: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).collect();
        ends.retain(|end| cuts.iter().any(|cut| text[..*end].matches('\n').count() == *cut) || *end == text.len());
        let (mut pieces, mut start, mut cross_check) = (Report::default(), PieceOffset::default(), CrossCheck::default());
        for end in ends {
            let piece = &text[start.bytes..end];
            let mut report = linter.lint_lines("a.jsonl", piece.as_bytes(), options);
            report.shift(&start);
            let mut earlier = |bytes: std::ops::Range<usize>| text.as_bytes().get(bytes).map(<[u8]>::to_vec);
            cross_check.compare(&mut report, piece.as_bytes(), options, &start, &mut earlier);
            start.bytes += piece.len();
            start.lines += piece.matches('\n').count();
            start.requests += report.requests;
            pieces.extend(report);
        }
        // An excerpt ends where its piece ends.
        let without_excerpts = |mut report: Report| {
            for finding in &mut report.findings {
                finding.location.excerpt = None;
                finding.related.iter_mut().for_each(|related| related.location.excerpt = None);
            }
            report.files = 0;
            report
        };
        prop_assert_eq!(without_excerpts(whole), without_excerpts(pieces));
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = format!("{:?}", validate(&bytes).into_diagnostic());
    }
}
