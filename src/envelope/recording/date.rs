//! The day of a recording.

/// The day in a date as recorders write it: `2026-11-24T04:00:20.390Z`, `Tue, 24 Nov 2026 04:00:19 GMT`, as
/// `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let is_day = |text: &str| text.parse::<crate::knowledge::Date>().is_ok();
    if let Some(day) = text.get(..10).filter(|day| is_day(day)) {
        return Some(day.to_owned());
    }
    let mut words = text.split([' ', '-']).skip_while(|word| word.ends_with(','));
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let date = format!("{year}-{month:02}-{day:0>2}");
    is_day(&date).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_recorders_write_them() {
        for (text, shown) in [
            ("2026-11-24", Some("2026-11-24")),
            ("2026-11-24T04:00:20.390Z", Some("2026-11-24")),
            ("2015-06-21 19:22:54", Some("2015-06-21")),
            ("Tue, 24 Nov 2026 04:00:19 GMT", Some("2026-11-24")),
            ("Sat, 1 Feb 2025 04:00:19 GMT", Some("2025-02-01")),
            ("yesterday", None),
            ("2026-13-01", None),
            ("é2026-01-01", None),
        ] {
            assert_eq!(day(text).as_deref(), shown, "{text}");
        }
    }
}
