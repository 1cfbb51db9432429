//! Images and PDFs that are too large for a fixture, and damaged files.

use payloadlint::{Linter, Report, Severity, Target};
use proptest::prelude::*;
use serde_json::{Value, json};

/// An image of 32 x 32 pixels whose base64 needs no padding, so that more characters can be appended.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC";

fn image(data: &str) -> Value {
    json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}})
}

fn document(data: &str) -> Value {
    json!({"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": data}})
}

fn body(content: Vec<Value>) -> String {
    json!({"model": "claude-opus-5-5", "max_tokens": 16, "messages": [{"role": "user", "content": content}]})
        .to_string()
}

fn lint(target: Target, body: &str) -> Report {
    let linter = Linter::builder().target(target).select("PL6").build().unwrap();
    linter.lint(&payloadlint::Request::new(body))
}

fn findings(report: &Report) -> Vec<(&str, Severity, Option<&str>)> {
    report
        .findings
        .iter()
        .map(|finding| {
            let message = finding.response.as_ref().and_then(|response| response.message.as_deref());
            (finding.code, finding.severity, message)
        })
        .collect()
}

/// A PNG of exactly this many base64 characters; data after the end of the image is ignored.
fn padded(length: usize) -> String {
    format!("{PNG}{}", "A".repeat(length - PNG.len()))
}

#[test]
fn the_limit_counts_characters_of_base64_and_depends_on_the_target() {
    const FIVE: usize = 5_242_880;
    const TEN: usize = 10_485_760;
    let over_ten =
        "messages.0.content.0.image.source.base64: image exceeds 10 MB maximum: 10485764 bytes > 10485760 bytes";
    let over_five =
        "messages.0.content.0.image.source.base64: image exceeds 5 MB maximum: 5242884 bytes > 5242880 bytes";
    let error = |message| vec![("PL611", Severity::Error, Some(message))];
    for (target, length, expected) in [
        (Target::Messages, TEN, vec![]),
        (Target::Messages, TEN + 4, error(over_ten)),
        (Target::Anthropic, TEN + 4, error(over_ten)),
        (Target::Anthropic, FIVE + 4, vec![]),
        (Target::Bedrock, FIVE, vec![]),
        (Target::Bedrock, FIVE + 4, error(over_five)),
        (Target::BedrockInvoke, FIVE + 4, error(over_five)),
        (Target::Vertex, FIVE + 4, error(over_five)),
        (Target::Foundry, TEN + 4, vec![("PL611", Severity::Warning, Some(over_ten))]),
        (Target::Foundry, TEN, vec![]),
    ] {
        let report = lint(target, &body(vec![image(&padded(length))]));
        assert_eq!(findings(&report), expected, "{target} {length}");
    }
}

#[test]
fn escapes_do_not_count_toward_the_size() {
    // 5 MB of text in which every slash is written `\/`, as PHP does: the source is longer than the text.
    let text = format!("{PNG}{}", "AA//".repeat((5_242_880 - PNG.len()) / 4));
    let escaped = body(vec![image(&text)]).replace('/', r"\/");
    assert!(escaped.len() > 6_000_000);
    assert_eq!(findings(&lint(Target::Bedrock, &escaped)), []);
}

#[test]
fn documents_have_no_separate_size_limit() {
    let report = lint(Target::Bedrock, &body(vec![document(&"A".repeat(6_000_000))]));
    assert!(report.findings.iter().all(|finding| finding.code == "PL621"), "{report}");
}

#[test]
fn each_fault_of_an_image_is_reported_once() {
    let content = vec![
        image("data:image/png;base64,AAAA"),
        image(""),
        image("Qk0AAAAAAAAAAAAAAAAAAAAA"),
        image(PNG),
        image(&PNG.replace("iVBORw0KGgo", "iVBORw0KGg%")),
        document(PNG),
        document("AAA"),
    ];
    let body = body(content);
    let report = lint(Target::Messages, &body);
    let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["PL601", "PL602", "PL604", "PL601", "PL621", "PL601"], "{report}");
}

#[test]
fn ten_thousand_images_are_checked() {
    assert_eq!(lint(Target::Anthropic, &body(vec![image(PNG); 10_000])).findings.len(), 1);
}

fn pdf(objects: &str, trailer: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{objects}\ntrailer{trailer}\nstartxref\n0\n%%EOF").into_bytes()
}

fn encode(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn hostile_pdfs_do_not_panic() {
    let deep = format!("1 0 obj{}1{}endobj", "[".repeat(100_000), "]".repeat(100_000));
    let names = format!("1 0 obj<</Type/Catalog/Pages{}2 0 R{}>>endobj", "<</A".repeat(50_000), ">>".repeat(50_000));
    let cases = [
        pdf("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]>>endobj", "<</Root 1 0 R>>"),
        pdf("1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj", "<</Root 1 0 R/Prev 0/Size 0>>"),
        pdf("1 0 obj 1 0 R endobj", "<</Root 1 0 R/Size 1>>"),
        pdf("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 99999999999>>endobj", "<</Root 1 0 R>>"),
        pdf("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count -1>>endobj", "<</Root 1 0 R>>"),
        pdf(&deep, "<</Root 1 0 R>>"),
        pdf(&names, "<</Root 1 0 R>>"),
        pdf("", &"<</Root".repeat(50_000)),
        pdf(&"(".repeat(100_000), "<</Root 1 0 R>>"),
        b"%PDF-1.7\nxref\n0 4294967295\n0000000000 65535 f \ntrailer<</Size 0/Root 1 0 R>>\nstartxref\n9\n%%EOF".to_vec(),
        b"%PDF-1.5\n1 0 obj<</Type/XRef/Size 0/W[8 8 8]/Length 24>>stream\n\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\nendstream endobj\nstartxref\n9\n%%EOF".to_vec(),
        b"%PDF-1.5\n1 0 obj<</Type/XRef/Size 1/W[0 0 0]/Index[0 2147483647]/Length 0>>stream\n\nendstream endobj\nstartxref\n9\n%%EOF".to_vec(),
    ];
    for bytes in cases {
        lint(Target::Messages, &body(vec![document(&encode(&bytes))]));
    }
}

/// A real file with some bytes changed, possibly truncated.
fn damaged(file: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((0..file.len(), any::<u8>()), 0..12);
    (changes, 0..=file.len()).prop_map(move |(changes, cut)| {
        let mut bytes = file.to_vec();
        changes.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        // Half of the cases keep the end of the file, because the trailer there refers to everything else.
        if cut % 2 == 0 {
            bytes.truncate(cut);
        }
        bytes
    })
}

/// The file in the first base64 source of a fixture.
fn file_of(fixture: &str) -> &'static [u8] {
    use base64::Engine;
    let path = format!("{}/fixtures/fail/{fixture}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let data = text.split("\"data\": \"").nth(1).unwrap().split('"').next().unwrap();
    Vec::leak(base64::engine::general_purpose::STANDARD.decode(data).unwrap())
}

fn assert_no_panic(strategy: impl Strategy<Value = Vec<u8>>, block: fn(&str) -> Value) {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&strategy, |bytes| {
            lint(Target::Messages, &body(vec![block(&encode(&bytes))]));
            Ok(())
        })
        .unwrap();
}

#[test]
fn damaged_pdfs_do_not_panic() {
    assert_no_panic(damaged(file_of("PL622-encrypted-pdf/E132.good.json")), document);
}

#[test]
fn damaged_pdfs_with_object_streams_do_not_panic() {
    assert_no_panic(damaged(file_of("PL623-too-many-pdf-pages/object-streams.good.json")), document);
}

#[test]
fn damaged_encrypted_pdfs_do_not_panic() {
    assert_no_panic(damaged(file_of("PL622-encrypted-pdf/aes-256.bad.json")), document);
}

#[test]
fn damaged_images_do_not_panic() {
    for fixture in [
        "PL604-undecodable-image/cut-png.good.json",
        "PL604-undecodable-image/jpeg-without-end.good.json",
        "PL604-undecodable-image/cut-webp.good.json",
        "PL603-media-type-mismatch/gif.good.json",
    ] {
        assert_no_panic(damaged(file_of(fixture)), image);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_data_does_not_panic(text in any::<String>()) {
        lint(Target::Messages, &body(vec![image(&text), document(&text)]));
    }

    /// The middle and the ends of the data are scanned in different ways; every position is covered.
    #[test]
    fn an_invalid_base64_character_is_found_at_any_position(length in 1..400usize, at in any::<prop::sample::Index>()) {
        let mut data = "ABCD".repeat(length);
        let at = at.index(data.len());
        data.replace_range(at..=at, "%");
        let body = body(vec![image(&data)]);
        let report = lint(Target::Messages, &body);
        prop_assert_eq!(report.findings.len(), 1);
        prop_assert_eq!(report.findings[0].code, "PL601");
        prop_assert_eq!(&body[report.findings[0].location.span.clone().unwrap()], "%");
    }

    /// The output of an encoder is never reported as invalid base64.
    #[test]
    fn encoded_data_is_valid_base64(bytes in prop::collection::vec(any::<u8>(), 1..400)) {
        let report = lint(Target::Messages, &body(vec![image(&encode(&bytes))]));
        prop_assert!(report.findings.iter().all(|finding| finding.code != "PL601"));
    }
}
