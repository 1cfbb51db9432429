//! How long the server asks to wait, from headers and bodies.
//!
//! A value that does not follow its grammar is ignored, as are zero and a time that has passed. Waits are
//! whole milliseconds, rounded up, so that no retry comes too early.

use std::time::{Duration, SystemTime};

use super::date::{UnixNanos, http_date, rfc3339, unix_nanos, until};
use super::headers::HeaderView;

/// A wait that the server asked for: no retry is made earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// How long to wait after the response arrived. Whole milliseconds, never zero.
    pub wait: Duration,
    /// Where it was found.
    pub from: HintSource,
}

/// Where a [`Hint`] was found, in the order in which they are tried.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HintSource {
    /// Header `retry-after-ms`, in milliseconds.
    RetryAfterMs,
    /// Header `retry-after`, as a number of seconds.
    RetryAfterSeconds,
    /// Header `retry-after`, as a date.
    RetryAfterDate,
    /// Header `grpc-retry-pushback-ms`.
    GrpcPushback,
    /// `google.rpc.RetryInfo` in the body.
    RetryInfo,
    /// Headers `anthropic-ratelimit-*-reset` of the rate limits that are used up.
    RateLimitReset,
}

impl HintSource {
    /// The name of the header or of the field in the body.
    pub fn as_str(self) -> &'static str {
        match self {
            HintSource::RetryAfterMs => "retry-after-ms",
            HintSource::RetryAfterSeconds | HintSource::RetryAfterDate => "retry-after",
            HintSource::GrpcPushback => "grpc-retry-pushback-ms",
            HintSource::RetryInfo => "RetryInfo",
            HintSource::RateLimitReset => "anthropic-ratelimit-*-reset",
        }
    }
}

/// The meaning of `grpc-retry-pushback-ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushback {
    Absent,
    Wait(u64),
    /// A negative or unreadable value: the server asks not to retry.
    Stop,
}

/// The hint in a response to a call that may be repeated, without rate limit resets.
pub(super) fn find(
    headers: &dyn HeaderView,
    received: Option<SystemTime>,
    pushback: Pushback,
    retry_info: Option<u64>,
) -> Option<Hint> {
    let hint = |millis, from| Hint { wait: Duration::from_millis(millis), from };
    if let Some(millis) = numbers(headers, "retry-after-ms", Unit::Millis) {
        return Some(hint(millis, HintSource::RetryAfterMs));
    }
    let seconds = numbers(headers, "retry-after", Unit::Seconds);
    let date = retry_after_date(headers, received);
    match (seconds, date) {
        (Some(seconds), date) if date.is_none_or(|date| date <= seconds) => {
            return Some(hint(seconds, HintSource::RetryAfterSeconds));
        }
        (_, Some(date)) => return Some(hint(date, HintSource::RetryAfterDate)),
        _ => {}
    }
    match (pushback, retry_info) {
        (Pushback::Wait(millis), _) if millis > 0 => Some(hint(millis, HintSource::GrpcPushback)),
        (_, Some(millis)) if millis > 0 => Some(hint(millis, HintSource::RetryInfo)),
        _ => None,
    }
}

/// The latest reset among the rate limits that are used up, at most `cap`: a reset is the time when the
/// limit is fully replenished, and it is replenished continuously.
pub(super) fn rate_limit_reset(headers: &dyn HeaderView, received: Option<SystemTime>, cap: Duration) -> Option<Hint> {
    const BUCKETS: [(&str, &str); 4] = [
        ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
        ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
        ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
        ("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"),
    ];
    let mut latest = None;
    for (remaining, reset) in BUCKETS {
        let mut empty = false;
        headers.each(remaining, &mut |value| empty |= millis(trim(value), Unit::Seconds) == Some(0));
        if empty {
            headers.each(reset, &mut |value| latest = latest.max(rfc3339(trim(value))));
        }
    }
    let wait = until(latest?, reference_time(headers, received)?)?;
    let wait = Duration::from_millis(wait).min(cap);
    (!wait.is_zero()).then_some(Hint { wait, from: HintSource::RateLimitReset })
}

/// Header `grpc-retry-pushback-ms`, a whole number of milliseconds.
pub(super) fn pushback(headers: &dyn HeaderView) -> Pushback {
    let mut found = Pushback::Absent;
    headers.each("grpc-retry-pushback-ms", &mut |value| {
        let value = trim(value);
        let whole = value.iter().all(u8::is_ascii_digit).then(|| millis(value, Unit::Millis)).flatten();
        found = match (found, whole) {
            (Pushback::Stop, _) | (_, None) => Pushback::Stop,
            (Pushback::Wait(before), Some(now)) => Pushback::Wait(before.max(now)),
            (Pushback::Absent, Some(now)) => Pushback::Wait(now),
        };
    });
    found
}

/// `retryDelay` of `google.rpc.RetryInfo`: a number of seconds followed by `s`.
pub(super) fn retry_delay(text: &str) -> Option<u64> {
    millis(text.strip_suffix('s')?.as_bytes(), Unit::Seconds)
}

/// Trims the spaces and tabs around a header's value.
pub(super) fn trim(value: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = value.iter().position(|byte| !blank(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !blank(byte)).map_or(start, |last| last + 1);
    &value[start..end]
}

/// The largest positive number in all lines of a header; a line may have several, separated by commas.
fn numbers(headers: &dyn HeaderView, name: &str, unit: Unit) -> Option<u64> {
    let mut largest = 0;
    headers.each(name, &mut |line| {
        for item in line.split(|byte| *byte == b',') {
            largest = largest.max(millis(trim(item), unit).unwrap_or(0));
        }
    });
    (largest > 0).then_some(largest)
}

#[derive(Clone, Copy)]
enum Unit {
    Seconds,
    Millis,
}

/// Digits, optionally followed by a point and digits, as milliseconds. A number that is too large saturates.
fn millis(text: &[u8], unit: Unit) -> Option<u64> {
    let (whole, fraction) = match text.iter().position(|byte| *byte == b'.') {
        Some(point) => (&text[..point], Some(&text[point + 1..])),
        None => (text, None),
    };
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if !digits(whole) || !fraction.is_none_or(digits) {
        return None;
    }
    let fraction = fraction.unwrap_or_default();
    let places = match unit {
        Unit::Seconds => 3,
        Unit::Millis => 0,
    };
    let kept = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(places);
    let value = (whole.iter().copied().chain(kept))
        .fold(0u64, |value, digit| value.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
    let rest = fraction.iter().skip(places).any(|digit| *digit != b'0');
    Some(value.saturating_add(u64::from(rest)))
}

/// The latest date among the lines of `retry-after`, as milliseconds from now.
fn retry_after_date(headers: &dyn HeaderView, received: Option<SystemTime>) -> Option<u64> {
    let mut is_date = false;
    headers.each("retry-after", &mut |value| {
        is_date |= trim(value).first().is_some_and(u8::is_ascii_alphabetic);
    });
    if !is_date {
        return None; // the usual case: no need for `date`
    }
    let now = reference_time(headers, received)?;
    let mut latest = None;
    headers.each("retry-after", &mut |value| latest = latest.max(http_date(trim(value), now)));
    until(latest?, now)
}

/// The response's own `date`, so that a wrong local clock does not matter; otherwise the caller's clock.
fn reference_time(headers: &dyn HeaderView, received: Option<SystemTime>) -> Option<UnixNanos> {
    let received = received.map(unix_nanos);
    let mut date = None;
    headers.each("date", &mut |value| {
        date = date.or_else(|| http_date(trim(value), received.unwrap_or_default()));
    });
    date.or(received)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_grammar() {
        for (text, seconds, whole_millis) in [
            ("0", Some(0), Some(0)),
            ("12", Some(12_000), Some(12)),
            ("007", Some(7_000), Some(7)),
            ("2.5", Some(2_500), Some(3)),
            ("0.0001", Some(1), Some(1)),
            ("1.2340", Some(1_234), Some(2)),
            ("1.2341", Some(1_235), Some(2)),
            ("5.", None, None),
            (".5", None, None),
            ("", None, None),
            ("+5", None, None),
            ("-5", None, None),
            ("1e3", None, None),
            ("1_000", None, None),
            ("0x10", None, None),
            ("inf", None, None),
            ("nan", None, None),
            ("5s", None, None),
            ("5 6", None, None),
            ("1.2.3", None, None),
            ("٣", None, None),
        ] {
            assert_eq!(millis(text.as_bytes(), Unit::Seconds), seconds, "{text:?} s");
            assert_eq!(millis(text.as_bytes(), Unit::Millis), whole_millis, "{text:?} ms");
        }
        assert_eq!(millis(&[b'9'; 400], Unit::Seconds), Some(u64::MAX));
    }

    #[test]
    fn a_value_loses_spaces_and_tabs_only() {
        for (value, trimmed) in [(" \t5 \t", "5"), ("", ""), (" ", ""), ("5\n", "5\n"), ("a b", "a b")] {
            assert_eq!(trim(value.as_bytes()), trimmed.as_bytes());
        }
    }
}
