//! The retry classifier, its policy, and event streams.

use std::time::{Duration, SystemTime};

use payloadlint::retry::{
    Attempts, Decision, Effect, Failure, Policy, RatioBudget, SplitMix64, Step, StreamWatch, TransportKind, classify,
};

use super::first_line;

/// Classifies a response and asks every policy what to do next.
///
/// The first line has the status and words that set what the caller knows (`creates`, `committed`, seconds since 1970);
/// then headers, a blank line and the body, as in HTTP.
pub fn check_response(data: &[u8]) {
    let (line, rest) = first_line(data);
    let status = line.split(' ').next().and_then(|status| status.parse().ok()).unwrap_or(400);
    let (headers, body) = headers(rest);
    let mut failure = Failure::http(status, &headers, body);
    for word in line.split(' ').skip(1) {
        failure = match (word, word.parse()) {
            ("creates", _) => failure.effect(Effect::Creates { idempotency_key: false }),
            ("keyed", _) => failure.effect(Effect::Creates { idempotency_key: true }),
            ("committed", _) => failure.committed(true),
            (_, Ok(seconds)) => received(failure, seconds),
            _ => failure,
        };
    }
    check_failure(&failure);
    check_failure(&Failure::stream_event(body));
    let kind = TransportKind::ALL[usize::from(status) % TransportKind::ALL.len()];
    check_failure(&Failure { source: Failure::transport(kind).source, ..failure });
}

fn received(failure: Failure<'_>, seconds: u64) -> Failure<'_> {
    match SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)) {
        Some(time) => failure.received(time),
        None => failure,
    }
}

type Header<'t> = (&'t [u8], &'t [u8]);

fn headers(mut text: &[u8]) -> (Vec<Header<'_>>, &[u8]) {
    let mut headers = Vec::new();
    while let Some(end) = text.iter().position(|byte| *byte == b'\n') {
        let line = &text[..end];
        text = &text[end + 1..];
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        headers.push((&line[..colon], line[colon + 1..].trim_ascii()));
    }
    (headers, text)
}

fn check_failure(failure: &Failure<'_>) {
    let verdict = classify(failure);
    assert_eq!(classify(failure), verdict, "the second verdict differs");
    assert!(verdict.hint.is_none() || verdict.decision == Decision::Retry, "{verdict:?}");
    let may_repeat = !failure.stream_committed || matches!(failure.source, payloadlint::retry::Source::Http { .. });
    assert!(may_repeat || verdict.decision != Decision::Retry, "a call is repeated after its content: {verdict:?}");
    assert!(!verdict.to_string().is_empty() && !verdict.advice().is_empty(), "{verdict:?}");
    for policy in [Policy::default(), Policy::patient(), Policy::interactive()] {
        let longest = policy.cap + policy.max_hint;
        let mut attempts = Attempts::default();
        let mut random = SplitMix64::new(attempts.failures().into());
        for _ in 0..policy.max_attempts.get() {
            let budget = RatioBudget::default();
            let step = policy.on_failure(&mut attempts, verdict, Duration::ZERO, &mut random, &budget);
            match step {
                Step::Wait(wait) => assert!(wait <= longest, "{wait:?}"),
                Step::GiveUp(end) => assert!(!end.to_string().is_empty()),
            }
        }
        assert_eq!(attempts.failures(), policy.max_attempts.get());
    }
}

/// A stream is read the same however it is split, and what was seen once is not taken back. The first byte is the size
/// of the pieces.
pub fn check_stream(data: &[u8]) {
    let Some((size, stream)) = data.split_first() else { return };
    let mut whole = StreamWatch::new();
    whole.push(stream);
    let mut split = StreamWatch::new();
    for piece in stream.chunks(usize::from(*size).max(1)) {
        let before = state(&split);
        split.push(piece);
        let now = state(&split);
        assert!(before.iter().zip(now).all(|(before, now)| now || !before), "{before:?}, then {now:?}");
    }
    assert_eq!(state(&whole), state(&split));
    let verdict = |watch: &StreamWatch| watch.failure().map(|failure| classify(&failure));
    assert_eq!(verdict(&whole), verdict(&split));
    if let Some(failure) = whole.failure() {
        check_failure(&failure);
    }
}

fn state(watch: &StreamWatch) -> [bool; 3] {
    [watch.committed(), watch.finished(), watch.failed()]
}
