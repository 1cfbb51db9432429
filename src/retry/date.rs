//! Times as they are written in HTTP headers.
//!
//! A text that does not follow the grammar exactly is not a date; fractions of a nanosecond are rounded up.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::date::{Date, month_number};

/// Nanoseconds since 1970-01-01T00:00:00Z.
pub(super) type UnixNanos = i128;

const SECOND: i128 = 1_000_000_000;

pub(super) fn unix_nanos(time: SystemTime) -> UnixNanos {
    let nanos = |span: Duration| i128::try_from(span.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => nanos(after),
        Err(before) => -nanos(before.duration()),
    }
}

/// Milliseconds from `now` to `then`, rounded up; `None` if `then` is not later.
pub(super) fn until(then: UnixNanos, now: UnixNanos) -> Option<u64> {
    let nanos = then.checked_sub(now).filter(|nanos| *nanos > 0)?;
    Some(u64::try_from((nanos + 999_999) / 1_000_000).unwrap_or(u64::MAX))
}

/// The three date formats of RFC 9110, section 5.6.7. `now` determines the century of a two-digit year.
pub(super) fn http_date(text: &[u8], now: UnixNanos) -> Option<UnixNanos> {
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
    let (this_year, month_now, day_now) = Date::from_unix_days(now.div_euclid(86_400 * SECOND))?.numbers();
    let latest_year = i128::from(this_year) + 50;
    let limit = (latest_year, month_now.into(), day_now.into(), now.rem_euclid(86_400 * SECOND));
    let mut year = latest_year / 100 * 100 + short_year;
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
pub(super) fn rfc3339(text: &[u8]) -> Option<UnixNanos> {
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

/// The rest of a date that is being read.
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
        month_number(self.take(3)?).map(i128::from)
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

/// Days from 1970-01-01 to a date; `None` if the date does not exist.
fn unix_days(year: i128, month: i128, day: i128) -> Option<i128> {
    let date = Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    Some(date.unix_days().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-24T00:00:00Z";

    fn now() -> UnixNanos {
        rfc3339(NOW.as_bytes()).unwrap()
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
            // A two-digit year is at most 50 years ahead.
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
}
