//! Literals of JavaScript: strings and numbers.

use std::ops::Range;

use crate::envelope::code::expression::Piece;

/// Above this, JavaScript writes a number with an exponent.
const MAX_PLAIN: f64 = 1e21;

/// The pieces of the text between the quotes of a string or template, which is at `span` of the source; `None` if it has
/// an escape that JSON cannot express.
pub(super) fn pieces(source: &str, span: Range<usize>) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let (mut at, mut from) = (span.start, span.start);
    while at < span.end {
        let rest = source.get(at..span.end)?;
        let decoded = match rest.as_bytes() {
            [b'\\', ..] => Some(escape(rest)?),
            [b'\r', b'\n', ..] => Some(("\n".to_owned(), 2)),
            _ => None,
        };
        match decoded {
            Some((text, length)) => {
                push_copied(&mut pieces, from..at);
                pieces.push(Piece::Decoded(text, at..at + length));
                at += length;
                from = at;
            }
            None => at += rest.chars().next()?.len_utf8(),
        }
    }
    push_copied(&mut pieces, from..span.end);
    Some(pieces)
}

fn push_copied(pieces: &mut Vec<Piece>, span: Range<usize>) {
    if !span.is_empty() {
        pieces.push(Piece::Copied(span));
    }
}

/// The text and the length of the escape at the start of `rest`.
fn escape(rest: &str) -> Option<(String, usize)> {
    let simple = |text: &str| Some((text.to_owned(), 2));
    let next = rest[1..].chars().next()?;
    match next {
        '\r' if rest[2..].starts_with('\n') => Some((String::new(), 3)),
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some((String::new(), 1 + next.len_utf8())),
        'b' => simple("\u{8}"),
        'f' => simple("\u{c}"),
        'n' => simple("\n"),
        'r' => simple("\r"),
        't' => simple("\t"),
        'v' => simple("\u{b}"),
        'x' => Some((char::from_u32(hex(rest.get(2..4)?)?)?.to_string(), 4)),
        'u' => unicode(rest),
        '0' if !rest[2..].starts_with(|c: char| c.is_ascii_digit()) => simple("\0"),
        // Octal, which only old code may contain.
        '0'..='9' => None,
        _ => Some((next.to_string(), 1 + next.len_utf8())),
    }
}

/// `\u{…}`, `\uXXXX`, or a surrogate pair. Half of a pair is none.
fn unicode(rest: &str) -> Option<(String, usize)> {
    if let Some(inside) = rest[2..].strip_prefix('{') {
        let digits = inside.split_once('}')?.0;
        return Some((char::from_u32(hex(digits)?)?.to_string(), digits.len() + 4));
    }
    let first = hex(rest.get(2..6)?)?;
    if let Some(char) = char::from_u32(first) {
        return Some((char.to_string(), 6));
    }
    let second = hex(rest.get(6..12)?.strip_prefix("\\u")?)?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    Some((String::from_utf16(&units).ok()?, 12))
}

fn hex(digits: &str) -> Option<u32> {
    let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

/// The value of a number; `None` if JSON has no such number.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.replace('_', "").to_ascii_lowercase();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            // Integers up to 2^53 are exact, as they are in JavaScript.
            return u64::from_str_radix(digits, radix).ok().filter(|value| *value <= 1 << 53).map(|value| value as f64);
        }
    }
    let is_octal = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_octal || !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A number as `JSON.stringify` writes it.
pub(super) fn json_number(value: f64) -> Option<String> {
    match value {
        0.0 => Some("0".to_owned()),
        _ if !value.is_finite() => None,
        _ if value.abs() < MAX_PLAIN => Some(value.to_string()),
        _ => Some(format!("{value:e}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_decoded() {
        for (inside, expected) in [
            ("a", Some("a")),
            (r#"a\n\"\'\\\x41\u00e9\q\`\$"#, Some("a\n\"'\\A\u{e9}q`$")),
            ("a\\\nb\\\r\nc\r\nd\\\u{2028}e", Some("abc\nde")),
            (r"\u{1F600}\ud83d\ude00", Some("\u{1f600}\u{1f600}")),
            (r"\0", Some("\0")),
            (r"\01", None),
            (r"\ud83d", None),
            (r"\ud83d\u0041", None),
            (r"\u{110000}", None),
            (r"\u{+1}", None),
            (r"\xé", None),
            ("\\", None),
        ] {
            let text = pieces(inside, 0..inside.len()).map(|pieces| {
                let text = |piece| match piece {
                    Piece::Copied(span) => inside[span].to_owned(),
                    Piece::Decoded(text, _) => text,
                };
                pieces.into_iter().map(text).collect::<String>()
            });
            assert_eq!(text.as_deref(), expected, "{inside}");
        }
    }

    #[test]
    fn numbers_are_written_as_json() {
        for (text, expected) in [
            ("1_024", Some("1024")),
            ("0", Some("0")),
            ("017", None),
            ("0x1F", Some("31")),
            ("0b11", Some("3")),
            ("0o17", Some("15")),
            ("1.", Some("1")),
            ("1.0", Some("1")),
            (".5", Some("0.5")),
            ("1e3", Some("1000")),
            ("1_0.5E-2", Some("0.105")),
            ("1e21", Some("1e21")),
            ("1n", None),
            ("1e999", None),
            ("Infinity", None),
        ] {
            assert_eq!(number(text).and_then(json_number).as_deref(), expected, "{text}");
        }
    }
}
