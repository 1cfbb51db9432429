//! How much is read and reported: the one place that names the limits.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::shown::Show;

/// How much of a file is read and reported, so that no input exhausts the memory. `None` is the default limit. What is beyond a
/// limit is an error about the file, or is counted.
///
/// How deep values may be nested is fixed, because checks recurse over them: see [`Limits::DEPTH`].
///
/// ```
/// use payloadlint::{Limits, Linter, Settings};
///
/// let mut settings = Settings::default();
/// settings.limits.findings = Some(100);
/// assert_eq!(settings.limits.max_findings(), 100);
/// assert_eq!(Limits::default().max_findings(), 10_000);
/// let linter = Linter::builder().settings(settings).build()?;
/// # Ok::<(), payloadlint::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The bytes of a file, or of a line of a file that has one value per line.
    pub file_size: Option<usize>,
    /// The bytes of a text that is stored compressed.
    pub unpacked_size: Option<usize>,
    /// The lines of a file that is read as a whole.
    pub lines: Option<usize>,
    /// The requests of a file that are checked.
    pub requests: Option<usize>,
    /// The findings of a file that are kept, the predicted responses, and the recorded responses that disagree with them. The rest
    /// is counted.
    pub findings: Option<usize>,
    /// The unknown fields of one object that are kept as findings. The rest is counted.
    pub unknown_fields: Option<usize>,
}

impl Limits {
    /// How many levels deep JSON and YAML may be nested. Deeper values are a finding or an error about the file.
    pub const DEPTH: usize = 512;

    /// These limits with those that are set in `other` in their place.
    pub fn merge(self, other: Limits) -> Limits {
        Limits {
            file_size: other.file_size.or(self.file_size),
            unpacked_size: other.unpacked_size.or(self.unpacked_size),
            lines: other.lines.or(self.lines),
            requests: other.requests.or(self.requests),
            findings: other.findings.or(self.findings),
            unknown_fields: other.unknown_fields.or(self.unknown_fields),
        }
    }

    /// The limit of [`Limits::file_size`].
    pub fn max_file_size(self) -> usize {
        self.file_size.unwrap_or(512 << 20)
    }

    /// The limit of [`Limits::unpacked_size`].
    pub fn max_unpacked_size(self) -> usize {
        self.unpacked_size.unwrap_or(256 << 20)
    }

    /// The limit of [`Limits::lines`].
    pub fn max_lines(self) -> usize {
        self.lines.unwrap_or(10_000_000)
    }

    /// The limit of [`Limits::requests`].
    pub fn max_requests(self) -> usize {
        self.requests.unwrap_or(1_000_000)
    }

    /// The limit of [`Limits::findings`].
    pub fn max_findings(self) -> usize {
        self.findings.unwrap_or(10_000)
    }

    /// The limit of [`Limits::unknown_fields`].
    pub fn max_unknown_fields(self) -> usize {
        self.unknown_fields.unwrap_or(100)
    }
}

/// A number of bytes, such as `64MB`. A unit is a power of 1024.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) usize);

const UNITS: [(&str, u32); 4] = [("GB", 30), ("MB", 20), ("KB", 10), ("B", 0)];

impl FromStr for Size {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let upper = text.trim().to_ascii_uppercase().replace("IB", "B");
        let unit = UNITS.iter().find_map(|(unit, shift)| Some((upper.strip_suffix(unit)?, *shift)));
        let (number, shift) = unit.unwrap_or((&upper, 0));
        let bytes = number.trim_end().parse::<usize>().ok().and_then(|number| number.checked_mul(1 << shift));
        bytes.map(Size).ok_or_else(|| {
            Error::new(ErrorKind::InvalidSetting, "expected a number of bytes, such as 1000000, 500KB, 64MB or 1GB")
        })
    }
}

impl Show for Size {}

impl fmt::Display for Size {
    /// In the largest unit that gives a whole number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |shift: &u32| self.0 > 0 && self.0.is_multiple_of(1 << shift);
        let (unit, shift) = UNITS.into_iter().find(|(_, shift)| fits(shift)).unwrap_or(("B", 0));
        match unit {
            "B" => write!(f, "{} bytes", self.0),
            unit => write!(f, "{} {unit}", self.0 >> shift),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_written() {
        for (text, bytes, shown) in [
            ("0", Some(0), "0 bytes"),
            ("1500", Some(1500), "1500 bytes"),
            ("64MB", Some(64 << 20), "64 MB"),
            ("64 mib", Some(64 << 20), "64 MB"),
            ("2kb", Some(2048), "2 KB"),
            ("3B", Some(3), "3 bytes"),
            ("1GB", Some(1 << 30), "1 GB"),
            ("1.5MB", None, ""),
            ("-1", None, ""),
            ("MB", None, ""),
            ("99999999999GB", None, ""),
        ] {
            let size = text.parse::<Size>().ok();
            assert_eq!(size.map(|size| size.0), bytes, "{text}");
            assert_eq!(size.map(|size| size.to_string()).unwrap_or_default(), shown, "{text}");
        }
    }

    #[test]
    fn limits_that_are_set_replace_others() {
        let base = Limits { findings: Some(1), lines: Some(2), ..Limits::default() };
        let merged = base.merge(Limits { findings: Some(3), ..Limits::default() });
        assert_eq!((merged.max_findings(), merged.max_lines()), (3, 2));
    }
}
