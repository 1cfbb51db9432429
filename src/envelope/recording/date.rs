//! Dates of recordings.

use crate::date::{Date, month_number};

/// The date in a timestamp of a recorder, such as `2026-11-24T04:00:20.390Z`, `Tue, 24 Nov 2026 04:00:19 GMT`, or seconds or
/// milliseconds since 1970 (`1795492820.39`).
pub(in crate::envelope) fn parse(text: &str) -> Option<Date> {
    if let Some(date) = text.get(..10).and_then(|date| date.parse().ok()) {
        return Some(date);
    }
    let whole = text.split('.').next().unwrap_or_default();
    if let (Ok(number), 10 | 13) = (whole.parse::<i128>(), whole.len()) {
        let per_day = if whole.len() == 10 { 86_400 } else { 86_400_000 };
        return Date::from_unix_days(number / per_day);
    }
    let mut words = text.split([' ', '-']).skip_while(|word| word.ends_with(','));
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(day) || !is_number(year) || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month_number(month.as_bytes())?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_of_recorders_are_read() {
        for (text, expected) in [
            ("2026-11-24", Some("2026-11-24")),
            ("2026-11-24T04:00:20.390Z", Some("2026-11-24")),
            ("2015-06-21 19:22:54", Some("2015-06-21")),
            ("Tue, 24 Nov 2026 04:00:19 GMT", Some("2026-11-24")),
            ("Sat, 1 Feb 2025 04:00:19 GMT", Some("2025-02-01")),
            ("1795492820.39", Some("2026-11-24")),
            ("1795492820390", Some("2026-11-24")),
            ("1", None),
            ("yesterday", None),
            ("2026-13-01", None),
            ("é2026-01-01", None),
        ] {
            assert_eq!(parse(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
    }
}
