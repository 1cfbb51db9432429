//! Bodies that are compressed on the wire.

use std::borrow::Cow;

use super::gzip::{GZIP_MAGIC, decompress};
use super::head::{Head, HeaderValue};
use super::sniff::starts_as_json;

/// The body before it was compressed as its `content-encoding` header says. `None` if it is compressed in a way that is
/// not supported, or longer than `limit` bytes. A body that starts like JSON is returned unchanged: recorders may store it decompressed and keep the
/// header.
pub(super) fn decode<'t>(body: &'t [u8], head: &Head<'_>, limit: usize) -> Option<Cow<'t, [u8]>> {
    let (may_be_compressed, is_compressed) = match head.headers.get("content-encoding") {
        HeaderValue::Known(header) => (true, !header.value.trim().eq_ignore_ascii_case("identity")),
        HeaderValue::Unknown => (true, false),
        HeaderValue::Absent => (false, false),
    };
    match () {
        () if may_be_compressed && body.starts_with(GZIP_MAGIC) => decompress(body, limit).ok().map(Cow::Owned),
        () if is_compressed && !starts_as_json(body) => None,
        () => Some(Cow::Borrowed(body)),
    }
}
