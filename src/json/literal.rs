//! Unquoted words and numbers, as JSON and as other languages write them.

use super::raw::Kind;
use super::rejection::is_infinite;

/// The type of JSON value that a word of another language stands for: `None` is null.
pub(super) fn foreign(word: &[u8]) -> Option<Kind> {
    Some(match word {
        b"True" | b"TRUE" | b"yes" => Kind::True,
        b"False" | b"FALSE" | b"no" => Kind::False,
        b"None" | b"NULL" | b"Null" | b"nil" | b"undefined" => Kind::Null,
        b"NaN" | b"nan" | b"Infinity" | b"-Infinity" | b"+Infinity" | b"-inf" | b"inf" | b"-NaN" => Kind::Number,
        _ => return None,
    })
}

/// The JSON literal for such a word; `None` for numbers, which JSON has no words for.
pub(crate) fn json_literal(word: &str) -> Option<&'static str> {
    match foreign(word.as_bytes())? {
        Kind::True => Some("true"),
        Kind::False => Some("false"),
        Kind::Null => Some("null"),
        _ => None,
    }
}

/// Whether a word is how Python writes a JSON literal.
pub(super) fn is_python(word: &[u8]) -> bool {
    matches!(word, b"True" | b"False" | b"None")
}

/// The offset after the unquoted word that starts at `at`.
pub(super) fn word_end(bytes: &[u8], at: usize) -> usize {
    let is_part =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-' | b'+' | b'.') || *byte >= 0x80;
    bytes[at..].iter().position(|byte| !is_part(byte)).map_or(bytes.len(), |found| at + found)
}

/// A number with more digits before its decimal point may be too large for a double.
const MAX_DIGITS: usize = f64::MAX_10_EXP as usize;

/// The offset after the number at `at`; `None` if it does not follow JSON's grammar or is too large for a double, which
/// the API's parser refuses.
#[inline]
pub(super) fn number_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + usize::from(bytes[at] == b'-');
    end = if bytes.get(end) == Some(&b'0') { end + 1 } else { digits_end(bytes, end)? };
    let mut may_be_infinite = end - at > MAX_DIGITS;
    if bytes.get(end) == Some(&b'.') {
        end = digits_end(bytes, end + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        end += 1;
        if let Some(b'+' | b'-') = bytes.get(end) {
            end += 1;
        }
        end = digits_end(bytes, end)?;
        may_be_infinite = true;
    }
    if may_be_infinite && is_infinite(&bytes[at..end]) {
        return None;
    }
    match bytes.get(end) {
        Some(byte) if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') => None,
        _ => Some(end),
    }
}

#[inline]
fn digits_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_digit) {
        end += 1;
    }
    (end > at).then_some(end)
}
