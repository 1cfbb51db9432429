//! Scans and decodes strings.

use std::ops::Range;

use super::error::{LoneSurrogate, SyntaxFault};
use super::scan::{first_run, plain_run};

/// A scanned string.
pub(super) struct Scanned {
    /// The offset after the closing quote.
    pub(super) end: usize,
    /// Whether the string contains an escape.
    pub(super) escaped: bool,
    /// Whether it is known to be base64, see [`Run::letters`](super::scan::Run::letters).
    pub(super) letters: bool,
}

/// An error inside a string, after which scanning continues.
pub(super) struct StringFault {
    pub(super) fault: SyntaxFault,
    pub(super) span: Range<usize>,
}

/// Receives what is wrong inside a string.
pub(super) trait FaultSink {
    fn fault(&mut self, fault: StringFault);
    /// An unescaped control character; `is_first` for the first one of its string.
    fn control_character(&mut self, at: usize, is_first: bool);
    fn lone_surrogate(&mut self, surrogate: LoneSurrogate);
}

/// Scans the string whose opening quote is at `at`; `None` if the text ends inside it.
#[inline]
pub(super) fn scan(bytes: &[u8], at: usize, faults: &mut impl FaultSink) -> Option<Scanned> {
    let run = first_run(bytes, at + 1);
    if bytes.get(run.end) == Some(&b'"') {
        return Some(Scanned { end: run.end + 1, escaped: false, letters: run.letters });
    }
    scan_slow(bytes, run.end, faults)
}

fn scan_slow(bytes: &[u8], mut at: usize, faults: &mut impl FaultSink) -> Option<Scanned> {
    let mut escaped = false;
    let mut has_control_character = false;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(Scanned { end: at + 1, escaped, letters: false }),
            b'\\' => {
                escaped = true;
                at = escape(bytes, at, faults)?;
            }
            _ => {
                faults.control_character(at, !has_control_character);
                has_control_character = true;
                at += 1;
            }
        }
        at = plain_run(bytes, at);
    }
}

/// Scans the escape at `at` and returns the offset after it; `None` if the text ends inside it.
fn escape(bytes: &[u8], at: usize, faults: &mut impl FaultSink) -> Option<usize> {
    match *bytes.get(at + 1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
        b'u' => match hex4(bytes, at + 2) {
            Some(0xD800..=0xDBFF) if low_surrogate_follows(bytes, at + 6) => Some(at + 12),
            Some(unit @ 0xD800..=0xDFFF) => {
                let before_escape = bytes.get(at + 6..at + 8) == Some(br"\u");
                faults.lone_surrogate(LoneSurrogate { span: at..at + 6, is_high: unit < 0xDC00, before_escape });
                Some(at + 6)
            }
            Some(_) => Some(at + 6),
            None => {
                let digits = bytes[at + 2..].iter().take(4).take_while(|b| b.is_ascii_hexdigit()).count();
                faults.fault(StringFault { fault: SyntaxFault::BadEscape, span: at..at + 2 + digits });
                Some(at + 2 + digits)
            }
        },
        other => {
            let end = at + 1 + utf8_len(other);
            faults.fault(StringFault { fault: SyntaxFault::BadEscape, span: at..end });
            Some(end)
        }
    }
}

fn low_surrogate_follows(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + 2) == Some(br"\u") && hex4(bytes, at + 2).is_some_and(|unit| (0xDC00..=0xDFFF).contains(&unit))
}

pub(super) fn hex4(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.iter().try_fold(0, |value, &byte| Some(value * 16 + (byte as char).to_digit(16)?))
}

pub(super) fn utf8_len(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

/// Decodes the text between a string's quotes. A lone surrogate becomes U+FFFD; an invalid escape loses its backslash.
#[cold]
pub(super) fn decode(inside: &str) -> String {
    let bytes = inside.as_bytes();
    let mut text = String::with_capacity(inside.len());
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'\\', &bytes[from..]) {
        let at = from + found;
        text.push_str(&inside[from..at]);
        let (decoded, next) = decode_escape(inside, at);
        text.push_str(decoded.encode_utf8(&mut [0; 4]));
        from = next;
    }
    text.push_str(&inside[from..]);
    text
}

fn decode_escape(inside: &str, at: usize) -> (char, usize) {
    let bytes = inside.as_bytes();
    let Some(first) = inside[at + 1..].chars().next() else { return ('\\', at + 1) };
    let simple = match first {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return decode_unicode(bytes, at),
        other => other,
    };
    (simple, at + 1 + first.len_utf8())
}

fn decode_unicode(bytes: &[u8], at: usize) -> (char, usize) {
    let Some(unit) = hex4(bytes, at + 2) else { return ('u', at + 2) };
    if (0xD800..=0xDBFF).contains(&unit) && low_surrogate_follows(bytes, at + 6) {
        let low = hex4(bytes, at + 8).unwrap_or(0xDC00);
        let code = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), at + 12);
    }
    (char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), at + 6)
}

/// The length in bytes of the decoded text, computed without decoding.
pub(crate) fn decoded_length(inside: &str) -> usize {
    let bytes = inside.as_bytes();
    let (mut length, mut from) = (bytes.len(), 0);
    while let Some(found) = memchr::memchr(b'\\', &bytes[from..]) {
        let at = from + found;
        let unit = if bytes.get(at + 1) == Some(&b'u') { hex4(bytes, at + 2) } else { None };
        let (escape, decoded) = match unit {
            None => (2, 1),
            Some(..0x80) => (6, 1),
            // Half of a pair that takes four bytes.
            Some(..0x800 | 0xD800..0xE000) => (6, 2),
            Some(_) => (6, 3),
        };
        length -= escape - decoded;
        from = (at + escape).min(bytes.len());
    }
    length
}

/// The escapes in the text between a string's quotes, in order: their bytes, and how many bytes each takes in the
/// decoded text. Used to map spans in a body that is itself a JSON string back to the outer text.
pub(crate) fn escapes(inside: &str) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + memchr::memchr(b'\\', &inside.as_bytes()[from..])?;
        let (character, next) = decode_escape(inside, at);
        from = next;
        Some((at..next, character.len_utf8()))
    })
}

/// Where a byte range of the decoded text of `inside` is in `inside` itself. A boundary within an escape is moved
/// outward.
pub(super) fn encoded_range(inside: &str, decoded: &Range<usize>) -> Range<usize> {
    encoded_offset(inside, decoded.start, |escape| escape.start)..encoded_offset(inside, decoded.end, |escape| {
        escape.end
    })
}

fn encoded_offset(inside: &str, target: usize, within: impl Fn(Range<usize>) -> usize) -> usize {
    let (mut raw, mut decoded) = (0, 0);
    for (escape, length) in escapes(inside) {
        let at_escape = decoded + escape.start - raw;
        if target <= at_escape {
            break;
        }
        if target < at_escape + length {
            return within(escape);
        }
        (raw, decoded) = (escape.end, at_escape + length);
    }
    (raw + target - decoded).min(inside.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_as_serde_json_does() {
        for inside in [r"plain", r#"a\"b\\c\/d\b\f\n\r\t"#, r"\u00e9\u20AC\ud834\uDD1e", "é\\n€"] {
            let expected: String = serde_json::from_str(&format!("\"{inside}\"")).unwrap();
            assert_eq!(decode(inside), expected);
            assert_eq!(decoded_length(inside), expected.len());
        }
        assert_eq!(decode(r"a\ud83d!"), "a\u{FFFD}!");
    }

    #[test]
    fn a_range_of_the_decoded_text_includes_whole_escapes() {
        let inside = r"a\n\u00e9b\ud834\uDD1ec";
        let decoded = decode(inside);
        for (part, raw) in [
            ("a", "a"),
            ("\n", r"\n"),
            ("é", r"\u00e9"),
            ("éb", r"\u00e9b"),
            ("\u{1D11E}", r"\ud834\uDD1e"),
            ("c", "c"),
            ("\n\u{e9}b", r"\n\u00e9b"),
        ] {
            let start = decoded.find(part).unwrap();
            assert_eq!(&inside[encoded_range(inside, &(start..start + part.len()))], raw, "{part}");
        }
        let (start, end) = (decoded.find('é').unwrap(), decoded.len());
        assert_eq!(&inside[encoded_range(inside, &(start + 1..start + 2))], r"\u00e9");
        assert_eq!(encoded_range(inside, &(end..end)), inside.len()..inside.len());
    }
}
