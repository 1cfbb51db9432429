//! Days of the calendar. Nothing here reads a clock: the caller says what day it is.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::error::{Error, ErrorKind};

/// A day of the Gregorian calendar, from the year 0 to 9999, read and written as `YYYY-MM-DD`.
///
/// Not a crate, because the library only compares dates and counts days, and a WebAssembly build must not pull in a
/// clock or a time zone database.
///
/// ```
/// # use payloadlint::Date;
/// let today: Date = "2026-11-24".parse()?;
/// assert_eq!(today.days_until("2026-11-30".parse()?), 6);
/// # Ok::<(), payloadlint::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day with these numbers; months and days count from 1. `None` if the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let exists = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day) && year <= 9999;
        exists.then_some(Date { year, month, day })
    }

    /// Days from this day to `other`; negative if `other` is earlier.
    pub fn days_until(self, other: Date) -> i32 {
        other.unix_days() - self.unix_days()
    }

    /// Year, month and day.
    pub(crate) fn numbers(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// Days from 1970-01-01 to this day. The calculation and its inverse are Howard Hinnant's
    /// (<https://howardhinnant.github.io/date_algorithms.html>).
    pub(crate) fn unix_days(self) -> i32 {
        let (month, day) = (i32::from(self.month), i32::from(self.day));
        // Years start on March 1, so that the leap day is the last day of a year.
        let year = i32::from(self.year) - i32::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_number = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year;
        day_number - UNIX_EPOCH
    }

    /// The day that is so many days after 1970-01-01; `None` outside the years 0 to 9999.
    pub(crate) fn from_unix_days(days: i128) -> Option<Date> {
        let days = i32::try_from(days).ok()?.checked_add(UNIX_EPOCH)?;
        let (era, day_of_era) = (days.div_euclid(DAYS_PER_ERA), days.rem_euclid(DAYS_PER_ERA));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

/// Days from March 1 of the year 0 to 1970-01-01.
const UNIX_EPOCH: i32 = 719_468;

/// The calendar repeats after 400 years.
const DAYS_PER_ERA: i32 = 146_097;

/// The number of a month, from 1, by its English abbreviation: `Jan`.
pub(crate) fn month_number(name: &[u8]) -> Option<u8> {
    const MONTHS: [&[u8; 3]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    (1..).zip(MONTHS).find(|(_, month)| *month == name).map(|(number, _)| number)
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Date, Error> {
        let bytes = text.as_bytes();
        let separators = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
        let digits = bytes.iter().enumerate().all(|(i, b)| i == 4 || i == 7 || b.is_ascii_digit());
        let invalid = || Error::new(ErrorKind::InvalidDate, "invalid date; expected YYYY-MM-DD");
        if !separators || !digits {
            return Err(invalid());
        }
        let number =
            |range: std::ops::Range<usize>| bytes[range].iter().fold(0u16, |n, digit| n * 10 + u16::from(digit - b'0'));
        // Two digits are at most 99, so they fit a byte.
        Date::new(number(0..4), number(5..7) as u8, number(8..10) as u8).ok_or_else(invalid)
    }
}

impl TryFrom<String> for Date {
    type Error = Error;

    fn try_from(text: String) -> Result<Date, Error> {
        text.parse()
    }
}

impl crate::shown::Show for Date {}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_and_found_again() {
        let at = |year, month, day| Date::new(year, month, day).map(Date::unix_days);
        assert_eq!(at(1970, 1, 1), Some(0));
        let (first, last) = (at(0, 1, 1).unwrap(), at(9999, 12, 31).unwrap());
        for days in first..=last {
            assert_eq!(Date::from_unix_days(days.into()).map(Date::unix_days), Some(days));
        }
        for days in [i128::from(first) - 1, i128::from(last) + 1, i128::MIN, i32::MAX.into(), i128::MAX] {
            assert_eq!(Date::from_unix_days(days), None);
        }
    }

    #[test]
    fn months_have_english_names() {
        assert_eq!((month_number(b"Jan"), month_number(b"Dec"), month_number(b"dec")), (Some(1), Some(12), None));
    }
}
