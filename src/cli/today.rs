//! Today's date in the local time zone.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path};

use jiff::tz::TimeZone;

use super::Failure;
use crate::Date;
use crate::mask::{Shown, shown};

/// A longer file is not that of a time zone.
const MAX_BYTES: u64 = 1 << 20;

pub(super) fn today() -> Result<Date, Failure> {
    let today = jiff::Timestamp::now().to_zoned_datetime(zone()).date().to_string();
    today.parse().map_err(|_| {
        Failure::new(shown!("the system clock says {}", Shown::masked(today))).hint("set the date with --as-of")
    })
}

/// The time zone of `TZ`, and that of the system where it is not set. As in the C library, it is UTC where `TZ` is not valid.
fn zone() -> TimeZone {
    let Some(name) = std::env::var_os("TZ") else { return TimeZone::system() };
    let name = name.to_string_lossy();
    let name = name.strip_prefix(':').unwrap_or(&name);
    let directory = std::env::var_os("TZDIR").unwrap_or_else(|| "/usr/share/zoneinfo".into());
    // Joining an absolute path gives that path.
    let of_file = || zone_of_file(name, &Path::new(&directory).join(name));
    let is_outside = Path::new(name).components().any(|part| part == Component::ParentDir);
    if name.is_empty() || is_outside {
        return TimeZone::UTC;
    }
    of_file().or_else(|| TimeZone::posix(name).ok()).unwrap_or(TimeZone::UTC)
}

/// The time zone in a file. A device or pipe is not read, because it may have no end.
fn zone_of_file(name: &str, path: &Path) -> Option<TimeZone> {
    // A pipe must not even be opened: that waits for its other end.
    let metadata = path.metadata().ok()?;
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    TimeZone::tzif(name, &bytes).ok()
}
