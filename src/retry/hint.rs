//! How long the server asks to wait: headers and bodies, read to the byte.
//!
//! Whatever does not follow its grammar is ignored, and zero or a time that has passed is no hint.
//! Waits are whole milliseconds, rounded up, so that nobody comes back too early.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::HeaderView;

/// A wait asked for by the server: a floor, below which no retry is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// How long, from the moment the answer came. Whole milliseconds, never zero.
    pub wait: Duration,
    /// Where it was found.
    pub from: HintSource,
}

/// Where a [`Hint`] was found. The order is that in which they are tried.
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
    /// Headers `anthropic-ratelimit-*-reset` of the buckets that are empty.
    RateLimitReset,
}

impl HintSource {
    /// The name of the header or of the member of the body.
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

/// What `grpc-retry-pushback-ms` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushback {
    Absent,
    Wait(u64),
    /// A negative or unreadable value: the server wants no retry.
    Stop,
}

/// Nanoseconds since 1970-01-01T00:00:00Z.
type UnixNanos = i128;

const SECOND: i128 = 1_000_000_000;

/// The hint of a response that is to be repeated, without the rate limit resets.
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

/// The latest reset among the buckets with nothing left, cut to `cap`: the reset is the time when
/// a bucket is full again, and tokens come back all the while.
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

/// Spaces and tabs around a header's value do not belong to it.
pub(super) fn trim(value: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = value.iter().position(|byte| !blank(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !blank(byte)).map_or(start, |last| last + 1);
    &value[start..end]
}

/// The largest positive number in all lines of a header; a line may hold several, with commas.
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

/// Digits, optionally a point and digits, as milliseconds. Too large a number saturates.
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

/// The response's own `date`, so that a wrong local clock does no harm; else the caller's clock.
fn reference_time(headers: &dyn HeaderView, received: Option<SystemTime>) -> Option<UnixNanos> {
    let received = received.map(unix_nanos);
    let mut date = None;
    headers.each("date", &mut |value| {
        date = date.or_else(|| http_date(trim(value), received.unwrap_or_default()));
    });
    date.or(received)
}

fn unix_nanos(time: SystemTime) -> UnixNanos {
    let nanos = |span: Duration| i128::try_from(span.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => nanos(after),
        Err(before) => -nanos(before.duration()),
    }
}

/// Milliseconds from `now` to `then`, rounded up; none if `then` has come.
fn until(then: UnixNanos, now: UnixNanos) -> Option<u64> {
    let nanos = then.checked_sub(now).filter(|nanos| *nanos > 0)?;
    Some(u64::try_from((nanos + 999_999) / 1_000_000).unwrap_or(u64::MAX))
}

/// The three forms of a date in RFC 9110, section 5.6.7. `now` tells the century of a short year.
fn http_date(text: &[u8], now: UnixNanos) -> Option<UnixNanos> {
    let mut rest = Rest(text);
    let name_length = rest.0.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let name = rest.take(name_length)?;
    let short = DAYS.iter().any(|day| &day.as_bytes()[..3] == name);
    let long = DAYS.iter().any(|day| day.as_bytes() == name);
    let moment = match (short, rest.0.first()?) {
        (true, b',') => fixdate(&mut rest)?,
        (true, b' ') => asctime(&mut rest)?,
        (false, b',') if long => rfc850(&mut rest, now)?,
        _ => return None,
    };
    rest.0.is_empty().then_some(moment)
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&[u8]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// `, 06 Nov 1994 08:49:37 GMT`
fn fixdate(rest: &mut Rest<'_>) -> Option<UnixNanos> {
    rest.expect(b", ")?;
    let day = rest.number(2)?;
    rest.expect(b" ")?;
    let month = rest.month()?;
    rest.expect(b" ")?;
    let year = rest.number(4)?;
    rest.expect(b" ")?;
    let time = rest.time_of_day()?;
    rest.expect(b" GMT")?;
    Some(unix_days(year, month, day)? * 86_400 * SECOND + time)
}

/// `, 06-Nov-94 08:49:37 GMT`
fn rfc850(rest: &mut Rest<'_>, now: UnixNanos) -> Option<UnixNanos> {
    rest.expect(b", ")?;
    let day = rest.number(2)?;
    rest.expect(b"-")?;
    let month = rest.month()?;
    rest.expect(b"-")?;
    let short_year = rest.number(2)?;
    rest.expect(b" ")?;
    let time = rest.time_of_day()?;
    rest.expect(b" GMT")?;
    // The latest year with these two digits that is not more than 50 years ahead.
    let (this_year, month_now, day_now) = civil(now.div_euclid(86_400 * SECOND));
    let limit = (this_year + 50, month_now, day_now, now.rem_euclid(86_400 * SECOND));
    let mut year = (this_year + 50).div_euclid(100) * 100 + short_year;
    if (year, month, day, time) > limit {
        year -= 100;
    }
    Some(unix_days(year, month, day)? * 86_400 * SECOND + time)
}

/// ` Nov  6 08:49:37 1994`
fn asctime(rest: &mut Rest<'_>) -> Option<UnixNanos> {
    rest.expect(b" ")?;
    let month = rest.month()?;
    rest.expect(b" ")?;
    let padded = rest.expect(b" ").is_some();
    let day = rest.number(if padded { 1 } else { 2 })?;
    rest.expect(b" ")?;
    let time = rest.time_of_day()?;
    rest.expect(b" ")?;
    let year = rest.number(4)?;
    Some(unix_days(year, month, day)? * 86_400 * SECOND + time)
}

/// `2026-11-24T00:00:20.5+01:00`
fn rfc3339(text: &[u8]) -> Option<UnixNanos> {
    let mut rest = Rest(text);
    let year = rest.number(4)?;
    rest.expect(b"-")?;
    let month = rest.number(2)?;
    rest.expect(b"-")?;
    let day = rest.number(2)?;
    if !matches!(rest.take(1)?, b"T" | b"t" | b" ") {
        return None;
    }
    let mut time = rest.time_of_day()?;
    if rest.expect(b".").is_some() {
        let digits = rest.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let fraction = rest.take(digits).filter(|fraction| !fraction.is_empty())?;
        let nanos = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(9);
        time += nanos.fold(0, |value, digit| value * 10 + i128::from(digit - b'0'));
        time += i128::from(fraction.iter().skip(9).any(|digit| *digit != b'0')); // up, as everywhere
    }
    let offset = match rest.take(1)? {
        b"Z" | b"z" => 0,
        sign @ (b"+" | b"-") => {
            let hours = rest.number(2).filter(|hours| *hours < 24)?;
            rest.expect(b":")?;
            let minutes = rest.number(2).filter(|minutes| *minutes < 60)?;
            (hours * 3600 + minutes * 60) * if sign == b"+" { SECOND } else { -SECOND }
        }
        _ => return None,
    };
    let moment = unix_days(year, month, day)? * 86_400 * SECOND + time - offset;
    rest.0.is_empty().then_some(moment)
}

/// What is still to be read of a date.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn expect(&mut self, text: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    fn number(&mut self, digits: usize) -> Option<i128> {
        self.take(digits)?
            .iter()
            .try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i128::from(byte - b'0')))
    }

    /// 1 to 12.
    fn month(&mut self) -> Option<i128> {
        let name = self.take(3)?;
        (1..).zip(MONTHS).find(|(_, month)| *month == name).map(|(number, _)| number)
    }

    /// `08:49:37` in nanoseconds; the second 60 is a leap second.
    fn time_of_day(&mut self) -> Option<i128> {
        let hour = self.number(2).filter(|hour| *hour < 24)?;
        self.expect(b":")?;
        let minute = self.number(2).filter(|minute| *minute < 60)?;
        self.expect(b":")?;
        let second = self.number(2).filter(|second| *second <= 60)?;
        Some((hour * 3600 + minute * 60 + second) * SECOND)
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; none if there is no such day.
/// The calculation is Howard Hinnant's (<https://howardhinnant.github.io/date_algorithms.html>).
fn unix_days(year: i128, month: i128, day: i128) -> Option<i128> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i128::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// The inverse of [`unix_days`]: year, month, day.
fn civil(days: i128) -> (i128, i128, i128) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    (year_of_era + era * 400 + i128::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-24T00:00:00Z";

    fn now() -> UnixNanos {
        rfc3339(NOW.as_bytes()).unwrap()
    }

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
    fn dates_follow_the_grammar() {
        let at = |text: &str| rfc3339(text.as_bytes());
        for (text, moment) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", at("1994-11-06T08:49:37Z")),
            ("Sunday, 06-Nov-94 08:49:37 GMT", at("1994-11-06T08:49:37Z")),
            ("Sun Nov  6 08:49:37 1994", at("1994-11-06T08:49:37Z")),
            ("Tue Nov 24 00:00:45 2026", at("2026-11-24T00:00:45Z")),
            ("Tuesday, 24-Nov-26 00:00:45 GMT", at("2026-11-24T00:00:45Z")),
            ("Sat, 31 Dec 2016 23:59:60 GMT", at("2017-01-01T00:00:00Z")),
            ("Thu, 29 Feb 2024 00:00:00 GMT", at("2024-02-29T00:00:00Z")),
            // A short year is at most 50 years ahead.
            ("Tuesday, 24-Nov-76 00:00:00 GMT", at("2076-11-24T00:00:00Z")),
            ("Tuesday, 24-Nov-76 00:00:01 GMT", at("1976-11-24T00:00:01Z")),
            ("Friday, 01-Jan-99 00:00:00 GMT", at("1999-01-01T00:00:00Z")),
            ("Sun, 29 Feb 2026 00:00:00 GMT", None),
            ("Sun, 06 Nov 1994 24:00:00 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 UTC", None),
            ("Sun, 06 Nov 1994 08:49:37 GMT ", None),
            ("Sun, 6 Nov 1994 08:49:37 GMT", None),
            ("Sunday, 06 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06-Nov-94 08:49:37 GMT", None),
            ("Sun, 06 nov 1994 08:49:37 GMT", None),
            ("2026-11-24T00:00:45Z", None),
            ("", None),
        ] {
            assert_eq!(http_date(text.as_bytes(), now()), moment, "{text:?}");
        }
    }

    #[test]
    fn timestamps_follow_the_grammar() {
        for (text, seconds) in [
            ("2026-11-24T00:00:20Z", Some(20)),
            ("2026-11-24t00:00:20z", Some(20)),
            ("2026-11-24 00:00:20Z", Some(20)),
            ("2026-11-24T01:00:20+01:00", Some(20)),
            ("2026-11-23T19:00:20-05:00", Some(20)),
            ("2026-11-24T00:00:20.000Z", Some(20)),
            ("2026-11-24T00:00:20", None),
            ("2026-11-24T00:00:20.Z", None),
            ("2026-11-24T00:00:20+0100", None),
            ("2026-13-24T00:00:20Z", None),
            ("1795478420", None),
        ] {
            assert_eq!(
                rfc3339(text.as_bytes()).map(|moment| moment - now()),
                seconds.map(|s: i128| s * SECOND),
                "{text:?}"
            );
        }
        assert_eq!(until(rfc3339(b"2026-11-24T00:00:00.0000000001Z").unwrap(), now()), Some(1));
    }

    #[test]
    fn the_calendar_goes_both_ways() {
        assert_eq!(unix_days(1970, 1, 1), Some(0));
        for days in -800_000..800_000 {
            let (year, month, day) = civil(days);
            assert_eq!(unix_days(year, month, day), Some(days));
        }
    }

    #[test]
    fn a_value_loses_spaces_and_tabs_only() {
        for (value, trimmed) in [(" \t5 \t", "5"), ("", ""), (" ", ""), ("5\n", "5\n"), ("a b", "a b")] {
            assert_eq!(trim(value.as_bytes()), trimmed.as_bytes());
        }
    }
}
