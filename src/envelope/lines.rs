//! Splitting a text into lines.

use std::ops::Range;

use memchr::memchr;

/// The lines of a text from an offset on, with their line breaks.
pub(super) fn lines_from(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut end = start;
    text[start..].split_inclusive('\n').map(move |line| {
        let start = end;
        end += line.len();
        start..end
    })
}

/// The lines that are not blank: the offset of each in `text`, and its bytes without the line break.
pub(super) fn nonblank_lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let length = memchr(b'\n', rest).unwrap_or(rest.len());
            let start = at;
            at += length + 1;
            let line = &rest[..length];
            if !line.trim_ascii().is_empty() {
                return Some((start, line.strip_suffix(b"\r").unwrap_or(line)));
            }
        }
    })
}

/// Every line, without surrounding whitespace.
pub(super) fn trimmed_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii)
}
