//! Classifying and planning do not allocate once the table is loaded, except for invalid JSON and escapes in strings,
//! which are unusual in responses. The counting allocator counts per thread, so other tests do not disturb it.

use std::time::{Duration, SystemTime};

use payloadlint::retry::{
    Attempts, Failure, Policy, RatioBudget, SplitMix64, StreamWatch, TransportKind, Verdict, classify,
};

/// Allocations made by `work`.
fn allocations<T>(work: impl FnOnce() -> T) -> u64 {
    allocation_counter::measure(|| _ = work()).count_total
}

#[test]
fn classifying_a_usual_response_does_not_allocate() {
    let overloaded = br#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
    let limited = br#"[{"error":{"type":"rate_limit_error","message":"Extra usage is required","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"13s"}]}}]"#;
    let headers = [
        ("Date", "Tue, 24 Nov 2026 00:00:00 GMT"),
        ("Retry-After", "Tue, 24 Nov 2026 00:00:45 GMT"),
        ("x-should-retry", "true"),
        ("anthropic-ratelimit-tokens-remaining", "0"),
        ("anthropic-ratelimit-tokens-reset", "2026-11-24T00:00:20Z"),
    ];
    let resets = [headers[3], headers[4]];
    let mut watch = StreamWatch::new();
    watch.push(b"event: error\ndata: {\"error\":{\"type\":\"overloaded_error\"}}\n\n");
    let cases = [
        Failure::http(529, &headers, overloaded),
        Failure::http(429, &resets, b"").received(SystemTime::UNIX_EPOCH),
        Failure::http(429, &headers, limited),
        Failure::http(502, &headers, b"<html>"),
        Failure::transport(TransportKind::Reset),
        watch.failure().expect("the stream had an error event"),
    ];
    let _: Verdict = classify(&cases[0]); // loads the table
    for failure in cases {
        assert_eq!(allocations(|| classify(&failure)), 0, "{failure:?}");
    }
}

#[test]
fn planning_does_not_allocate() {
    let verdict = classify(&Failure::http(529, &(), b""));
    let (policy, budget, mut random) = (Policy::default(), RatioBudget::default(), SplitMix64::new(1));
    let plan = || policy.on_failure(&mut Attempts::default(), verdict, Duration::ZERO, &mut random, &budget);
    assert_eq!(allocations(plan), 0);
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| Box::new(1)), 1);
}
