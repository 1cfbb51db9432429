//! The cost of validating a request, compared with `serde_json::from_slice::<Value>` on the same bytes.
//!
//! Run with `cargo bench --bench validate`; a filter such as `-- XL` selects payloads.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

mod payloads;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use payloadlint::internals::json::Document;
use payloadlint::internals::schema::{self, Shape};
use payloadlint::{FileOptions, Linter, Severity};
use payloads::Payload;

fn requests(criterion: &mut Criterion) {
    let makers = [
        payloads::small,
        payloads::agent,
        payloads::agent_with_a_fault,
        payloads::text,
        payloads::images,
        payloads::images_with_a_fault,
    ];
    makers.into_iter().for_each(|make| request(criterion, &make()));
}

fn request(criterion: &mut Criterion, Payload { name, body }: &Payload) {
    let report = payloadlint::validate(body);
    let errors: Vec<_> = report.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(errors.len(), usize::from(name.contains("fault")), "{name}: {report}");
    let mut group = criterion.benchmark_group(*name);
    group.throughput(Throughput::Bytes(body.len() as u64));
    if body.len() > 1 << 20 {
        group.sample_size(20);
    }
    group.bench_function("serde_json Value", |bench| {
        bench.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(body)).unwrap());
    });
    group.bench_function("simdutf8 + memchr", |bench| {
        bench.iter(|| {
            let text = simdutf8::basic::from_utf8(black_box(body)).unwrap();
            memchr::memchr_iter(b'\x01', text.as_bytes()).count()
        });
    });
    group.bench_function("parse", |bench| bench.iter(|| Document::parse(black_box(body))));
    group.bench_function("parse + schema", |bench| {
        bench.iter(|| {
            let document = Document::parse(black_box(body));
            schema::check(document.root().unwrap(), Shape::Request, 10_000).len()
        });
    });
    group.bench_function("validate", |bench| bench.iter(|| payloadlint::validate(black_box(body))));
    group.finish();
}

fn file_of_lines(criterion: &mut Criterion) {
    let text = payloads::lines(20_000);
    let linter = Linter::default();
    let options = FileOptions { named: true };
    let report = linter.lint_file("B.jsonl", &text, options).unwrap();
    assert_eq!((report.requests, report.is_ok()), (20_000, true), "{report}");
    let mut group = criterion.benchmark_group("B");
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
    group.bench_function("serde_json Value", |bench| {
        bench.iter(|| {
            let lines = black_box(&text).split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
            lines.for_each(|line| drop(black_box(serde_json::from_slice::<serde_json::Value>(line).unwrap())));
        });
    });
    group.bench_function("validate", |bench| {
        bench.iter(|| linter.lint_file("B.jsonl", black_box(&text), options).unwrap());
    });
    group.finish();
}

criterion_group!(benches, requests, file_of_lines);
criterion_main!(benches);
