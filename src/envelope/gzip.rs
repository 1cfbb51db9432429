//! Packed files.

use std::borrow::Cow;

use super::{Head, HeaderValue, recognise};
use crate::error::{Error, ErrorKind};

/// The largest text that is unpacked, in bytes: a small packed file must not fill the memory.
pub const MAX_UNPACKED: usize = 1 << 30;

/// How a packed file begins.
pub(super) const GZIP_MAGIC: &[u8] = b"\x1f\x8b";

/// A file's text: unpacked where the file is gzip, told by its first bytes, else as it is. Every offset and line of
/// [`read_file`](super::read_file) speaks of this text.
///
/// # Errors
///
/// Why it cannot be unpacked: it is broken, more than [`MAX_UNPACKED`] bytes, or this build (without the feature
/// `recordings`) does not unpack.
pub fn unpack(file: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    if file.starts_with(GZIP_MAGIC) { unpacked(file).map(Cow::Owned) } else { Ok(Cow::Borrowed(file)) }
}

/// A body as it is before it is packed for the wire (`content-encoding`), as far as the head tells; nothing where it is
/// packed in a way that is not read here. A recorder may have unpacked it and kept the header.
pub(super) fn unpacked_body<'t>(body: &'t [u8], head: &Head<'_>) -> Option<Cow<'t, [u8]>> {
    let (may_be_packed, must_be) = match head.headers.get("content-encoding") {
        HeaderValue::Known(header) => (true, !header.value.trim().eq_ignore_ascii_case("identity")),
        HeaderValue::Unknown => (true, false),
        HeaderValue::Absent => (false, false),
    };
    match () {
        () if may_be_packed && body.starts_with(GZIP_MAGIC) => unpack(body).ok(),
        () if must_be && !recognise::starts_as_json(body) => None,
        () => Some(Cow::Borrowed(body)),
    }
}

fn unreadable(reason: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::UnreadableInput, reason)
}

#[cfg(not(feature = "recordings"))]
fn unpacked(_file: &[u8]) -> Result<Vec<u8>, Error> {
    Err(unreadable("gzip files require the feature `recordings`"))
}

#[cfg(feature = "recordings")]
fn unpacked(file: &[u8]) -> Result<Vec<u8>, Error> {
    use std::io::Read as _;

    let mut text = Vec::new();
    let limit = MAX_UNPACKED as u64 + 1;
    flate2::read::MultiGzDecoder::new(file)
        .take(limit)
        .read_to_end(&mut text)
        .map_err(|error| unreadable(format_args!("cannot decompress gzip: {error}")))?;
    if text.len() > MAX_UNPACKED {
        return Err(unreadable(format_args!("the decompressed text is larger than {MAX_UNPACKED} bytes")));
    }
    Ok(text)
}
