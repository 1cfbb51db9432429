//! Files compressed with gzip.

use crate::mask::{Shown, shown};
use std::borrow::Cow;

use crate::error::{Error, ErrorKind};

/// The maximum size of a decompressed text in bytes, so that a small file cannot exhaust the memory.
pub const MAX_UNPACKED: usize = 1 << 30;

/// The first bytes of every gzip file.
pub(super) const GZIP_MAGIC: &[u8] = b"\x1f\x8b";

/// The text of a file: decompressed if its first bytes mark it as gzip, unchanged otherwise. All offsets and lines of
/// [`read_file`](super::read_file) refer to this text.
///
/// # Errors
///
/// The file cannot be decompressed: it is damaged, it is larger than [`MAX_UNPACKED`], or the feature `recordings` is
/// disabled.
pub fn unpack(file: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    if file.starts_with(GZIP_MAGIC) { decompress(file).map(Cow::Owned) } else { Ok(Cow::Borrowed(file)) }
}

fn unreadable(reason: impl Into<Shown>) -> Error {
    Error::new(ErrorKind::UnreadableInput, reason)
}

#[cfg(not(feature = "recordings"))]
fn decompress(_file: &[u8]) -> Result<Vec<u8>, Error> {
    Err(unreadable("gzip files require the feature `recordings`"))
}

#[cfg(feature = "recordings")]
fn decompress(file: &[u8]) -> Result<Vec<u8>, Error> {
    use std::io::Read as _;

    let mut text = Vec::new();
    let limit = MAX_UNPACKED as u64 + 1;
    flate2::read::MultiGzDecoder::new(file)
        .take(limit)
        .read_to_end(&mut text)
        .map_err(|error| unreadable(shown!("cannot decompress gzip: {}", Shown::masked(error.to_string()))))?;
    if text.len() > MAX_UNPACKED {
        return Err(unreadable(shown!("the decompressed text is larger than {MAX_UNPACKED} bytes", MAX_UNPACKED)));
    }
    Ok(text)
}
