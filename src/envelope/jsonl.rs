//! One JSON value a line.

use memchr::memchr;

/// The lines that hold something: offset of the line in `text`, its 1-based number, its bytes.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = (usize, usize, &[u8])> {
    let mut at = 0;
    let mut number = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let length = memchr(b'\n', rest).unwrap_or(rest.len());
            let start = at;
            at += length + 1;
            number += 1;
            let line = &rest[..length];
            if !line.trim_ascii().is_empty() {
                return Some((start, number, line.strip_suffix(b"\r").unwrap_or(line)));
            }
        }
    })
}
