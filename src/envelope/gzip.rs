//! Files compressed with gzip.

use crate::mask::{Shown, shown};
use std::borrow::Cow;

use crate::error::{Error, ErrorKind};
use crate::limits::{Limits, Size};

/// The first bytes of every gzip file.
pub(super) const GZIP_MAGIC: &[u8] = b"\x1f\x8b";

/// The text of a file: decompressed if its first bytes mark it as gzip, unchanged otherwise. All offsets and lines of
/// [`read_file`](super::read_file) refer to this text.
///
/// # Errors
///
/// The file is larger than the limits allow, or it cannot be decompressed: it is damaged, or the feature `recordings` is disabled.
pub fn unpack(file: &[u8], limits: Limits) -> Result<Cow<'_, [u8]>, Error> {
    if file.len() > limits.max_file_size() {
        return Err(unreadable(shown!("larger than {}", Size(limits.max_file_size()))));
    }
    let text = match file.starts_with(GZIP_MAGIC) {
        true => Cow::Owned(decompress(file, limits.max_unpacked_size())?),
        false => Cow::Borrowed(file),
    };
    let max_lines = limits.max_lines();
    // Lines are counted only where there can be too many.
    if text.len() > max_lines && memchr::memchr_iter(b'\n', &text).count() > max_lines {
        return Err(unreadable(shown!("more than {max_lines} lines", max_lines)));
    }
    Ok(text)
}

fn unreadable(reason: impl Into<Shown>) -> Error {
    Error::new(ErrorKind::UnreadableInput, reason)
}

#[cfg(not(feature = "recordings"))]
pub(super) fn decompress(_file: &[u8], _limit: usize) -> Result<Vec<u8>, Error> {
    Err(unreadable("gzip files require the feature `recordings`"))
}

/// The text of gzip data, of at most `limit` bytes.
#[cfg(feature = "recordings")]
pub(super) fn decompress(file: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    use std::io::Read as _;

    let mut text = Vec::new();
    let mut reader = flate2::read::MultiGzDecoder::new(file);
    let damaged =
        |error: std::io::Error| unreadable(shown!("cannot decompress gzip: {}", Shown::masked(error.to_string())));
    reader.by_ref().take(limit as u64).read_to_end(&mut text).map_err(damaged)?;
    if text.len() == limit && reader.read(&mut [0]).map_err(damaged)? > 0 {
        return Err(unreadable(shown!("the decompressed text is larger than {}", Size(limit))));
    }
    Ok(text)
}
