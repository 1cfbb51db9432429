//! Properties that hold for every policy, every random draw and every response.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use payloadlint::retry::{
    Attempts, Budget, Decision, Draw, Effect, Failure, Jitter, LongHint, NoBudget, Policy, RatioBudget, RetryError,
    SplitMix64, Step, TransportKind, Verdict, Why, classify,
};
use proptest::prelude::*;

const JITTERS: [Jitter; 4] = [Jitter::None, Jitter::Full, Jitter::Equal, Jitter::Decorrelated];

fn overloaded() -> Verdict {
    classify(&Failure::http(529, &(), b""))
}

fn hinted(seconds: u64) -> Verdict {
    classify(&Failure::http(429, &[("retry-after", seconds.to_string())], b""))
}

fn millis() -> impl Strategy<Value = Duration> {
    prop_oneof![0..100_000u64, any::<u64>()].prop_map(Duration::from_millis)
}

prop_compose! {
    fn policies()(
        base in millis(), cap in millis(), jitter in prop::sample::select(&JITTERS[..]), max_attempts in 1..=u32::MAX,
        max_hint in millis(), clamp in any::<bool>(), deadline in prop::option::of(millis()),
    ) -> Policy {
        let max_attempts = NonZeroU32::new(max_attempts).unwrap();
        let long_hint = if clamp { LongHint::Clamp } else { LongHint::GiveUp };
        Policy { base, cap, jitter, max_attempts, max_hint, long_hint, deadline }
    }
}

prop_compose! {
    /// A policy without limits on time and attempts.
    fn endless_policies()(policy in policies()) -> Policy {
        Policy { max_attempts: NonZeroU32::MAX, deadline: None, ..policy }
    }
}

proptest! {
    // 1. No panic, no overflow, 0 ≤ jitter ≤ cap; the window never shrinks.
    #[test]
    fn a_wait_stays_within_the_cap(policy in endless_policies(), failures in 0..u32::MAX - 1, previous in millis(), draw: u64) {
        let mut state = Attempts::resume(failures, previous);
        match policy.on_failure(&mut state, overloaded(), Duration::ZERO, &mut || draw, &NoBudget) {
            Step::Wait(wait) => prop_assert!(wait <= policy.cap),
            Step::GiveUp(end) => prop_assert!(false, "{end}"),
        }
        prop_assert!(policy.window(failures) <= policy.window(failures + 1));
        prop_assert!(policy.window(failures) <= policy.cap);
    }

    // 2. hint ≤ wait ≤ min(hint, max_hint) + cap, and no retry after a longer hint unless it is clamped.
    #[test]
    fn a_hint_is_a_floor(policy in endless_policies(), failures in 0..1000u32, seconds in 1..1_000_000u64, draw: u64) {
        let hint = Duration::from_secs(seconds);
        let floor = hint.min(policy.max_hint);
        match policy.on_failure(&mut Attempts::resume(failures, Duration::ZERO), hinted(seconds), Duration::ZERO, &mut || draw, &NoBudget) {
            Step::Wait(wait) => {
                prop_assert!(wait >= floor && wait <= floor.saturating_add(policy.cap));
                prop_assert!(hint <= policy.max_hint || policy.long_hint == LongHint::Clamp);
            }
            Step::GiveUp(end) => {
                prop_assert_eq!(end.why, Why::HintExceedsCap(hint));
                prop_assert!(hint > policy.max_hint && policy.long_hint == LongHint::GiveUp);
            }
        }
    }

    // 3. A wait is between the floor and the floor plus the window; each jitter stays within its range.
    #[test]
    fn a_wait_stays_within_the_range_of_its_jitter(policy in endless_policies(), failures in 0..100u32, previous in millis(), draw: u64) {
        let wait = |draw: u64| {
            let mut state = Attempts::resume(failures, previous);
            match policy.on_failure(&mut state, overloaded(), Duration::ZERO, &mut || draw, &NoBudget) {
                Step::Wait(wait) => wait,
                Step::GiveUp(end) => panic!("{end}"),
            }
        };
        let window = policy.window(failures + 1);
        let (least, most) = match policy.jitter {
            Jitter::None => (window, window),
            Jitter::Full => (Duration::ZERO, window),
            Jitter::Equal => (window / 2, window),
            Jitter::Decorrelated => (policy.base.min(policy.cap), previous.max(policy.base).saturating_mul(3).min(policy.cap)),
        };
        prop_assert_eq!(wait(0), least);
        prop_assert!(wait(u64::MAX) <= most);
        prop_assert!((least..=most).contains(&wait(draw)));
    }

    // 4. Every wait ends before the deadline.
    #[test]
    fn no_wait_passes_the_deadline(policy in policies(), deadline in millis(), call in millis(), hints in prop::collection::vec(prop::option::of(1..100u64), 1..40), seed: u64) {
        let policy = Policy { deadline: Some(deadline), ..policy };
        let mut random = SplitMix64::new(seed);
        let (mut state, mut elapsed) = (Attempts::default(), Duration::ZERO);
        for hint in hints {
            elapsed = elapsed.saturating_add(call);
            match policy.on_failure(&mut state, hint.map_or_else(overloaded, hinted), elapsed, &mut random, &NoBudget) {
                Step::Wait(wait) => {
                    elapsed = elapsed.saturating_add(wait);
                    prop_assert!(elapsed <= deadline);
                }
                Step::GiveUp(_) => break,
            }
        }
    }

    // 5. At most `max_attempts` calls. More on budgets below.
    #[test]
    fn attempts_are_limited(policy in policies(), attempts in 1..200u32, seed: u64) {
        let policy = Policy { max_attempts: NonZeroU32::new(attempts).unwrap(), deadline: None, ..policy };
        let mut random = SplitMix64::new(seed);
        let mut state = Attempts::default();
        let mut calls = 1;
        let end = loop {
            match policy.on_failure(&mut state, overloaded(), Duration::ZERO, &mut random, &NoBudget) {
                Step::Wait(_) => calls += 1,
                Step::GiveUp(end) => break end,
            }
        };
        // 9. The number of attempts is the number of calls, and the last verdict is kept.
        prop_assert_eq!((calls, end.attempts, end.why), (attempts, attempts, Why::AttemptsExhausted));
        prop_assert_eq!(end.last, overloaded());
    }

    #[test]
    fn withdrawals_are_paid_for(reserve in 0..20u32, per_mille in 0..2000u32, max in 0..50u32, steps in prop::collection::vec(any::<(bool, bool)>(), 0..500)) {
        let budget = RatioBudget::new(reserve, per_mille, max);
        let (mut calls, mut spent) = (0u64, 0u64);
        for (is_call, throttled) in steps {
            let before = budget.balance();
            if is_call {
                budget.on_call();
                calls += 1;
            } else if budget.try_withdraw(throttled) {
                spent += if throttled { 500 } else { 1000 };
            } else {
                prop_assert_eq!(budget.balance(), before);
            }
            prop_assert!(spent <= u64::from(reserve) * 1000 + u64::from(per_mille) * calls);
            prop_assert!(budget.balance() <= u64::from(max) * 1000);
        }
    }

    // Giving up costs no budget.
    #[test]
    fn giving_up_costs_nothing(policy in policies(), failures in 0..u32::MAX - 1, elapsed in millis(), hint in prop::option::of(1..1000u64), status: u16) {
        let budget = RatioBudget::new(5, 0, 5);
        let verdict = hint.map_or_else(|| classify(&Failure::http(status, &(), b"")), hinted);
        let mut state = Attempts::resume(failures, Duration::ZERO);
        if let Step::GiveUp(_) = policy.on_failure(&mut state, verdict, elapsed, &mut || 0, &budget) {
            prop_assert_eq!(budget.balance(), 5000);
        }
    }

    // 6. The classifier is total and deterministic.
    #[test]
    fn any_response_is_classified(answer in answers()) {
        let verdict = answer.classify();
        prop_assert_eq!(verdict, answer.classify());
        prop_assert!(!verdict.reason.is_empty() && !verdict.advice().is_empty());
        prop_assert!(verdict.hint.is_none() || verdict.decision == Decision::Retry);
    }

    #[test]
    fn any_bytes_are_classified(status: u16, name in prop::collection::vec(any::<u8>(), 0..40), value in prop::collection::vec(any::<u8>(), 0..40), body in prop::collection::vec(any::<u8>(), 0..200)) {
        for name in [&name[..], b"retry-after", b"retry-after-ms", b"date", b"x-should-retry", b"x-amzn-errortype"] {
            classify(&Failure::http(status, &[(name, &value)], &body));
        }
        classify(&Failure::stream_event(&body));
    }

    #[test]
    fn any_text_of_a_date_is_classified(status in prop::sample::select(&[429u16, 503][..]), date in "[A-Z][a-z]{2,8},? [ 0-9]{1,2}[ -][A-Z][a-z]{2}[ -][0-9]{2,4} [0-9]{2}:[0-9]{2}:[0-9]{2}( GMT)?", reset in "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,12})?(Z|[+-][0-9]{2}:[0-9]{2})") {
        let headers = [
            ("date", date.as_str()), ("retry-after", date.as_str()),
            ("anthropic-ratelimit-tokens-remaining", "0"), ("anthropic-ratelimit-tokens-reset", reset.as_str()),
        ];
        classify(&Failure::http(status, &headers, b""));
    }

    #[test]
    fn case_and_unknown_headers_change_nothing(answer in answers(), seed: u64) {
        let verdict = answer.classify();
        let mut other = answer.clone();
        let mut random = SplitMix64::new(seed);
        for (name, _) in &mut other.headers {
            *name = name.chars().map(|c| if random.next_u64() & 1 == 0 { c.to_ascii_uppercase() } else { c }).collect();
        }
        let stranger = ("x-stranger".to_owned(), "retry-after: 5".to_owned());
        other.headers.insert(random.next_u64() as usize % (other.headers.len() + 1), stranger);
        if let Some(error) = other.body.as_object_mut() {
            error.insert("stranger".to_owned(), serde_json::json!({"error": {"type": "overloaded_error"}}));
        }
        prop_assert_eq!(other.classify(), verdict);
    }

    // 7. These never cause a retry.
    #[test]
    fn a_veto_never_yields_a_wait(mut answer in answers(), at in any::<prop::sample::Index>()) {
        let at = at.index(answer.headers.len() + 1);
        answer.headers.insert(at, ("x-should-retry".to_owned(), "false".to_owned()));
        prop_assert!(answer.classify().decision != Decision::Retry);
    }

    #[test]
    fn text_never_starts_a_retry(mut answer in answers(), message in messages()) {
        answer.set_message("");
        let silent = answer.classify();
        answer.set_message(&message);
        prop_assert!(silent.decision == Decision::Retry || answer.classify().decision != Decision::Retry);
    }

    #[test]
    fn a_hint_never_changes_the_decision(mut answer in answers(), name in prop::sample::select(&["retry-after", "retry-after-ms"][..]), value in hint_values()) {
        let before = answer.classify();
        answer.headers.push((name.to_owned(), value));
        let after = answer.classify();
        prop_assert_eq!((before.decision, before.reason), (after.decision, after.reason));
    }

    #[test]
    fn a_committed_stream_is_never_retried(answer in answers(), kind in prop::sample::select(&TransportKind::ALL[..])) {
        let body = answer.body.to_string();
        for failure in [answer.failure(&body), Failure::transport(kind), Failure::stream_event(body.as_bytes())] {
            prop_assert!(classify(&failure.committed(true)).decision != Decision::Retry);
        }
    }

    #[test]
    fn creating_never_adds_a_retry(answer in answers(), kind in prop::sample::select(&TransportKind::ALL[..])) {
        let creates = Effect::Creates { idempotency_key: false };
        let body = answer.body.to_string();
        for failure in [answer.failure(&body), Failure::transport(kind), Failure::stream_event(body.as_bytes())] {
            let (stateless, creates) = (classify(&failure), classify(&failure.effect(creates)));
            prop_assert!(stateless.decision == Decision::Retry || creates.decision != Decision::Retry);
        }
    }

    // 8. Dates are relative to the `date` header, in whatever format.
    #[test]
    fn a_date_is_relative_to_the_date_header(now in 0..3_000_000_000u64, shift in 0..1_000_000_000u64, wait in 1..100_000u64) {
        let hint = |now: u64| {
            let headers = [("date", fixdate(now)), ("retry-after", fixdate(now + wait))];
            classify(&Failure::http(429, &headers, b"").received(SystemTime::UNIX_EPOCH)).hint.map(|hint| hint.wait)
        };
        prop_assert_eq!(hint(now), Some(Duration::from_secs(wait)));
        prop_assert_eq!(hint(now + shift), Some(Duration::from_secs(wait)));
    }

    #[test]
    fn the_three_date_formats_agree(now in 0..3_000_000_000u64, wait in 1..100_000u64) {
        for date in [fixdate(now + wait), rfc850(now + wait), asctime(now + wait)] {
            let received = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
            let hint = classify(&Failure::http(503, &[("Retry-After", &date)], b"").received(received)).hint;
            prop_assert_eq!(hint.map(|hint| hint.wait), Some(Duration::from_secs(wait)), "{}", date);
        }
    }

    // 10. The same seed and the same script give the same waits.
    #[test]
    fn a_seed_fixes_the_waits(policy in policies(), seed: u64, hints in prop::collection::vec(prop::option::of(1..100u64), 1..20)) {
        let run = || {
            let (mut state, mut random) = (Attempts::default(), SplitMix64::new(seed));
            hints.iter().map(|hint| policy.on_failure(&mut state, hint.map_or_else(overloaded, hinted), Duration::ZERO, &mut random, &NoBudget)).collect::<Vec<_>>()
        };
        prop_assert_eq!(run(), run());
    }
}

// 10, on every platform: these numbers are part of the behavior.
#[test]
fn a_seed_fixes_the_waits_everywhere() {
    let (mut state, mut random) = (Attempts::default(), SplitMix64::new(42));
    let waits: Vec<Duration> = (1..6)
        .map(|_| match Policy::default().on_failure(&mut state, overloaded(), Duration::ZERO, &mut random, &NoBudget) {
            Step::Wait(wait) => wait,
            Step::GiveUp(end) => panic!("{end}"),
        })
        .collect();
    let nanos: Vec<u128> = waits.iter().map(Duration::as_nanos).collect();
    assert_eq!(nanos, [741_564_878, 319_820_785, 1_114_404_521, 2_753_525_732, 608_482_696]);
}

// 3. The mean of full jitter is half the window.
#[test]
fn full_jitter_waits_half_the_window_on_average() {
    let mut random = SplitMix64::new(1);
    const DRAWS: u32 = 100_000;
    let sum: Duration = (0..DRAWS)
        .map(|_| {
            let mut state = Attempts::resume(3, Duration::ZERO);
            match Policy::default().on_failure(&mut state, overloaded(), Duration::ZERO, &mut random, &NoBudget) {
                Step::Wait(wait) => wait,
                Step::GiveUp(end) => panic!("{end}"),
            }
        })
        .sum();
    let mean = (sum / DRAWS).as_secs_f64();
    assert!((mean - 4.0).abs() < 0.04, "{mean}");
}

// 3. Decorrelated waits depend on the previous wait, up to the cap.
#[test]
fn decorrelated_jitter_depends_on_the_previous_wait() {
    let policy = Policy { jitter: Jitter::Decorrelated, ..Policy::default() };
    let mut state = Attempts::default();
    let mut wait =
        |draw: u64| match policy.on_failure(&mut state, overloaded(), Duration::ZERO, &mut || draw, &NoBudget) {
            Step::Wait(wait) => wait.as_secs_f64().round(),
            Step::GiveUp(end) => panic!("{end}"),
        };
    assert_eq!([wait(u64::MAX), wait(u64::MAX), wait(0), wait(u64::MAX), wait(u64::MAX)], [3.0, 9.0, 1.0, 3.0, 9.0]);
}

// 5. Only a throttled retry with a hint is cheap.
#[test]
fn a_throttled_retry_with_a_hint_costs_half() {
    let limited = classify(&Failure::http(429, &(), b""));
    for (verdict, left) in [(overloaded(), 0), (limited, 0), (hinted(1), 500)] {
        let budget = RatioBudget::new(1, 0, 1);
        Policy::default().on_failure(&mut Attempts::default(), verdict, Duration::ZERO, &mut || 0, &budget);
        assert_eq!(budget.balance(), left, "{verdict}");
    }
}

// 5. Concurrent threads never withdraw more than the balance.
#[test]
fn a_budget_is_shared_by_threads() {
    let budget = Arc::new(RatioBudget::new(100, 100, 1000));
    let granted = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5_000 {
                    budget.on_call();
                    for _ in 0..3 {
                        granted.fetch_add(u64::from(budget.try_withdraw(false)), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    // All of it was spent: 100 at the start, and a tenth for each of 40,000 calls.
    assert_eq!(granted.load(Ordering::Relaxed) * 1000 + budget.balance(), 100_000 + 40_000 * 100);
}

// 9. The last error of the caller is the source.
#[test]
fn the_last_error_is_the_source() {
    let io = std::io::Error::other("the caller's own");
    let Step::GiveUp(give_up) = Policy::default().on_failure(
        &mut Attempts::resume(5, Duration::ZERO),
        overloaded(),
        Duration::from_secs(31),
        &mut || 0,
        &NoBudget,
    ) else {
        panic!("six failures of six attempts")
    };
    let error = RetryError { give_up, last_error: io };
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the caller's own");
    assert_eq!(
        error.to_string(),
        "gave up after 6 calls in 31.0s: no attempts left; last: retry (overloaded, by status)"
    );
}

// ---- responses that match every rule

#[derive(Clone, Debug)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: serde_json::Value,
}

impl Answer {
    fn failure<'a>(&'a self, body: &'a str) -> Failure<'a> {
        let received = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_478_400);
        Failure::http(self.status, &self.headers, body.as_bytes()).received(received)
    }

    fn classify(&self) -> Verdict {
        classify(&self.failure(&self.body.to_string()))
    }

    fn set_message(&mut self, message: &str) {
        self.body["error"]["message"] = message.into();
    }
}

fn hint_values() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,5}",
        "[0-9]{1,3}\\.[0-9]{1,5}",
        "[0-9]{30}",
        "[0-9]{1,3}, ?[0-9]{1,3}",
        "-[0-9]",
        "\\PC{0,12}",
        (1_795_470_000..1_795_490_000u64).prop_map(fixdate),
        Just("true".to_owned()),
        Just("False".to_owned()),
        Just("0".to_owned()),
    ]
}

fn messages() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Your credit balance is too low to access the Anthropic API.".to_owned()),
        Just("You have reached your specified workspace API usage limits.".to_owned()),
        Just("Extra usage is required for long context requests.".to_owned()),
        Just("Too many tokens per day, please wait before trying again.".to_owned()),
        "\\PC{0,30}",
    ]
}

prop_compose! {
    fn answers()(
        status in prop_oneof![any::<u16>(), 200..600u16, prop::sample::select(&[400u16, 403, 408, 409, 424, 429, 500, 503, 504, 529][..])],
        headers in prop::collection::vec((prop::sample::select(&HEADERS[..]), hint_values()), 0..5),
        error_type in prop::sample::select(&TYPES[..]),
        code in prop::sample::select(&CODES[..]),
        platform in prop::sample::select(&["", "", "", "RESOURCE_EXHAUSTED", "INTERNAL", "PERMISSION_DENIED"][..]),
        message in messages(),
    ) -> Answer {
        let mut error = serde_json::json!({"type": error_type, "message": message, "details": {"error_code": code}});
        if !platform.is_empty() {
            error["status"] = platform.into();
        }
        let body = serde_json::json!({"type": "error", "error": error});
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Answer { status, headers, body }
    }
}

const HEADERS: [&str; 10] = [
    "retry-after",
    "retry-after-ms",
    "x-should-retry",
    "date",
    "x-amzn-errortype",
    "grpc-retry-pushback-ms",
    "anthropic-ratelimit-tokens-remaining",
    "anthropic-ratelimit-tokens-reset",
    "server",
    "content-type",
];
const TYPES: [&str; 9] = [
    "invalid_request_error",
    "authentication_error",
    "rate_limit_error",
    "overloaded_error",
    "api_error",
    "timeout_error",
    "conflict_error",
    "permission_error",
    "some_future_error",
];
const CODES: [&str; 9] = [
    "",
    "some_future_code",
    "enforced_spend_limit_reached",
    "ramp_limit_exceeded",
    "request_body_timeout",
    "skill_name_taken",
    "scan_pending",
    "registration_pending",
    "tool_name_conflict",
];

// ---- an independent implementation of dates

struct Civil {
    year: u64,
    month: usize,
    day: u64,
    weekday: usize,
    time: String,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// Counts the days, year by year and month by month.
fn civil(seconds: u64) -> Civil {
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut days, rest) = (seconds / 86_400, seconds % 86_400);
    let weekday = (days % 7) as usize;
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    let time = format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    Civil { year, month, day: days + 1, weekday, time }
}

fn fixdate(seconds: u64) -> String {
    let Civil { year, month, day, weekday, time } = civil(seconds);
    format!("{}, {day:02} {} {year:04} {time} GMT", &DAYS[weekday][..3], MONTHS[month])
}

fn rfc850(seconds: u64) -> String {
    let Civil { year, month, day, weekday, time } = civil(seconds);
    format!("{}, {day:02}-{}-{:02} {time} GMT", DAYS[weekday], MONTHS[month], year % 100)
}

fn asctime(seconds: u64) -> String {
    let Civil { year, month, day, weekday, time } = civil(seconds);
    format!("{} {} {day:2} {time} {year:04}", &DAYS[weekday][..3], MONTHS[month])
}
