//! A day of the calendar. No clock: the caller says what day it is.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::error::{Error, ErrorKind};

/// A day of the Gregorian calendar, read and written as `YYYY-MM-DD`.
///
/// Forty lines of our own instead of a crate, because the library compares dates and counts days,
/// and must not pull a clock or a time-zone database into a WebAssembly build.
///
/// ```
/// # use payloadlint::knowledge::Date;
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
    /// The day with these numbers, months and days from 1; `None` where the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let fits = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day) && year <= 9999;
        fits.then_some(Date { year, month, day })
    }

    /// Days from this day to `other`; negative when `other` is earlier.
    pub fn days_until(self, other: Date) -> i32 {
        other.day_number() - self.day_number()
    }

    /// Days since 1 March of the year 0, so that the leap day ends a year.
    fn day_number(self) -> i32 {
        let (month, day) = (i32::from(self.month), i32::from(self.day));
        let year = i32::from(self.year) - i32::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
    }
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

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
