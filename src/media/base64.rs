//! Whether a text is valid base64.

use std::ops::Range;

use crate::json::is_base64_letter;

/// Why a text is not valid base64, and the bytes that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A `data:…;base64,` prefix, after which the data starts.
    DataUrl(Range<usize>),
    /// Whitespace: the first run of it.
    Whitespace(Range<usize>),
    /// `-` or `_` of the URL-safe alphabet: the first one.
    UrlAlphabet(Range<usize>),
    /// A character that is not in any base64 alphabet.
    InvalidCharacter(Range<usize>),
    /// The number of missing `=` at the end.
    Unpadded(usize),
    /// `=` in the wrong place, or too many of them.
    MisplacedPadding(Range<usize>),
    /// One character too many, or three too few: no data has an encoding of that length.
    Length,
}

/// Checks every byte outside `known`, which is known to be base64 letters.
pub(crate) fn check(text: &str, known: Range<usize>) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    if let Some(prefix) = data_url(text) {
        return Err(Fault::DataUrl(0..prefix));
    }
    let data = match bytes {
        [data @ .., b'=', b'='] | [data @ .., b'='] => data,
        data => data,
    };
    let unseen = known.end.min(data.len());
    let head = first_invalid(&data[..known.start.min(unseen)]);
    if let Some(at) = head.or_else(|| first_invalid(&data[unseen..]).map(|at| unseen + at)) {
        return Err(fault_at(text, at));
    }
    let padding = bytes.len() - data.len();
    match (data.len() % 4, padding) {
        (0, 0) | (2, 2) | (3, 1) => Ok(()),
        (1, _) => Err(Fault::Length),
        (0, _) | (3, _) if padding > 0 => Err(Fault::MisplacedPadding(data.len()..bytes.len())),
        (rest, padding) => Err(Fault::Unpadded(4 - rest - padding)),
    }
}

/// The length of the prefix of a `data:` URL.
fn data_url(text: &str) -> Option<usize> {
    const MAX_PREFIX: usize = 200;
    let head = &text.as_bytes()[..text.len().min(MAX_PREFIX)];
    let is_data = head.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"data:"));
    if is_data { memchr::memchr(b',', head).map(|comma| comma + 1) } else { None }
}

/// The offset of the first byte that is not in the alphabet. The compiler vectorizes blocks of 64.
fn first_invalid(bytes: &[u8]) -> Option<usize> {
    let mut blocks = bytes.chunks_exact(64);
    let clean =
        blocks.by_ref().take_while(|block| block.iter().fold(true, |all, &byte| all & is_base64_letter(byte))).count();
    let from = clean * 64;
    bytes[from..].iter().position(|&byte| !is_base64_letter(byte)).map(|found| from + found)
}

#[cold]
fn fault_at(text: &str, at: usize) -> Fault {
    let bytes = text.as_bytes();
    match bytes[at] {
        b' ' | b'\t' | b'\r' | b'\n' => {
            let run = bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            Fault::Whitespace(at..at + run)
        }
        b'-' | b'_' => Fault::UrlAlphabet(at..at + 1),
        b'=' => Fault::MisplacedPadding(at..at + bytes[at..].iter().take_while(|byte| **byte == b'=').count()),
        _ => {
            // All bytes before `at` are ASCII, so it is the start of a character.
            let length = text[at..].chars().next().map_or(1, char::len_utf8);
            Fault::InvalidCharacter(at..at + length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_fault_is_recognized() {
        for (text, expected) in [
            ("", Ok(())),
            ("aGVsbG8=", Ok(())),
            ("aGVsbG8hIQ==", Ok(())),
            ("+/+/", Ok(())),
            ("data:image/png;base64,aGVs", Err(Fault::DataUrl(0..22))),
            ("aGVs\r\nbG8=", Err(Fault::Whitespace(4..6))),
            ("aGVsbG8=\n", Err(Fault::MisplacedPadding(7..8))),
            ("aGVs\n", Err(Fault::Whitespace(4..5))),
            ("aGV_", Err(Fault::UrlAlphabet(3..4))),
            ("aG-s", Err(Fault::UrlAlphabet(2..3))),
            ("aG€s", Err(Fault::InvalidCharacter(2..5))),
            ("https://x.y/z.png", Err(Fault::InvalidCharacter(5..6))),
            ("aGVsbG8", Err(Fault::Unpadded(1))),
            ("aGVsbA", Err(Fault::Unpadded(2))),
            ("aGVsbA=", Err(Fault::Unpadded(1))),
            ("aGVs=", Err(Fault::MisplacedPadding(4..5))),
            ("aGVsbG8==", Err(Fault::MisplacedPadding(7..9))),
            ("aGVsb", Err(Fault::Length)),
            ("aGVs====", Err(Fault::MisplacedPadding(4..8))),
        ] {
            assert_eq!(check(text, 0..0), expected, "{text}");
        }
    }

    #[test]
    fn a_fault_is_found_at_any_distance() {
        for distance in 0..200 {
            let mut text = vec![b'A'; 200];
            text[distance] = b'%';
            let text = String::from_utf8(text).unwrap();
            assert_eq!(check(&text, 0..0), Err(Fault::InvalidCharacter(distance..distance + 1)));
        }
    }
}
