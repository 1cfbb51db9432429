//! The cost of classifying a failure and planning the next attempt.
#![allow(missing_docs, reason = "criterion's macros define public functions")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use payloadlint::retry::{Attempts, Failure, NoBudget, Policy, SplitMix64, classify};

/// The headers of a response as the API sends them, with its usual rate limit headers.
const HEADERS: [(&str, &str); 16] = [
    ("date", "Tue, 24 Nov 2026 00:00:00 GMT"),
    ("content-type", "application/json"),
    ("content-length", "109"),
    ("connection", "keep-alive"),
    ("cf-ray", "9a3f0c1d2e3f4a5b-FRA"),
    ("x-should-retry", "true"),
    ("anthropic-ratelimit-requests-limit", "4000"),
    ("anthropic-ratelimit-requests-remaining", "3999"),
    ("anthropic-ratelimit-requests-reset", "2026-11-24T00:00:01Z"),
    ("anthropic-ratelimit-input-tokens-remaining", "0"),
    ("anthropic-ratelimit-input-tokens-reset", "2026-11-24T00:00:20Z"),
    ("request-id", "req_011CbrFTcXhtiMzr3s6EocF7"),
    ("anthropic-organization-id", "00000000-0000-0000-0000-000000000000"),
    ("server", "cloudflare"),
    ("via", "1.1 google"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
];

const OVERLOADED: &[u8] = br#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_011CbrFTcXhtiMzr3s6EocF7"}"#;
const RATE_LIMITED: &[u8] = br#"{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your organization's rate limit of 400,000 input tokens per minute."},"request_id":"req_011CbrFTcXhtiMzr3s6EocF7"}"#;

fn bench(criterion: &mut Criterion) {
    classify(&Failure::http(529, &HEADERS, OVERLOADED)); // loads the table, once per process
    let mut group = criterion.benchmark_group("retry");
    group.bench_function("classify 529 with headers and body", |bencher| {
        bencher.iter(|| classify(&Failure::http(black_box(529), &HEADERS, black_box(OVERLOADED))));
    });
    group.bench_function("classify 429 with a rate limit reset", |bencher| {
        bencher.iter(|| classify(&Failure::http(black_box(429), &HEADERS, black_box(RATE_LIMITED))));
    });
    group.bench_function("classify 502 with an HTML page", |bencher| {
        bencher.iter(|| classify(&Failure::http(black_box(502), &HEADERS, black_box(b"<html>502 Bad Gateway</html>"))));
    });
    let verdict = classify(&Failure::http(529, &HEADERS, OVERLOADED));
    let (policy, mut random) = (Policy::default(), SplitMix64::new(1));
    group.bench_function("plan the next attempt", |bencher| {
        bencher.iter(|| {
            policy.on_failure(&mut Attempts::default(), black_box(verdict), Duration::ZERO, &mut random, &NoBudget)
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
