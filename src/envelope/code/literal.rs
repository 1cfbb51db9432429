//! Literals of Python: strings and numbers.

use std::ops::Range;

use super::expression::Piece;

/// The pieces of the text between the quotes of a string, which is at `span` of the source; `None` if it has an escape
/// that JSON cannot express or that is not known here.
pub(super) fn pieces(source: &str, span: Range<usize>, is_raw: bool) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let (mut at, mut from) = (span.start, span.start);
    while at < span.end {
        let rest = source.get(at..span.end)?;
        let decoded = match rest.as_bytes() {
            [b'\\', ..] if !is_raw => escape(rest)?,
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
            // A backslash that starts no escape is itself.
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

/// A character of a string.
struct Unit {
    piece: Piece,
    is_space: bool,
    is_line_break: bool,
}

/// The characters of a string.
fn units(pieces: &[Piece], source: &str) -> Vec<Unit> {
    let unit = |piece: Piece, text: &str| Unit { piece, is_space: text.trim().is_empty(), is_line_break: text == "\n" };
    let mut units = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Copied(span) => {
                let text = source.get(span.clone()).unwrap_or_default();
                let char = |(at, char): (usize, char)| {
                    let at = span.start + at;
                    unit(Piece::Copied(at..at + char.len_utf8()), char.encode_utf8(&mut [0; 4]))
                };
                units.extend(text.char_indices().map(char));
            }
            Piece::Decoded(text, _) if text.is_empty() => {}
            Piece::Decoded(text, _) => units.push(unit(piece.clone(), text)),
        }
    }
    units
}

/// Joins what is next to each other in the source.
fn joined<'u>(units: impl Iterator<Item = &'u Unit>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for unit in units {
        match (pieces.last_mut(), &unit.piece) {
            (Some(Piece::Copied(last)), Piece::Copied(span)) if last.end == span.start => last.end = span.end,
            (_, piece) => pieces.push(piece.clone()),
        }
    }
    pieces
}

/// The text without the indentation that all lines have, as `textwrap.dedent` returns it.
pub(super) fn dedent(pieces: &[Piece], source: &str) -> Vec<Piece> {
    let units = units(pieces, source);
    let lines: Vec<&[Unit]> = units.split_inclusive(|unit| unit.is_line_break).collect();
    let indent = |line: &&[Unit]| line.iter().take_while(|unit| unit.is_space).count();
    let is_blank = |line: &&[Unit]| line.iter().all(|unit| unit.is_space);
    let margin = lines.iter().filter(|line| !is_blank(line)).map(indent).min().unwrap_or_default();
    let kept = lines.iter().flat_map(|line| {
        // Only the line break of a blank line is kept.
        let from = if is_blank(line) {
            line.len() - usize::from(line.last().is_some_and(|last| last.is_line_break))
        } else {
            margin
        };
        &line[from..]
    });
    joined(kept)
}

/// The text without the whitespace around it.
pub(super) fn strip(pieces: &[Piece], source: &str) -> Vec<Piece> {
    let units = units(pieces, source);
    let start = units.iter().take_while(|unit| unit.is_space).count();
    let end = units.len() - units[start..].iter().rev().take_while(|unit| unit.is_space).count();
    joined(units[start..end].iter())
}

/// The text and the length of the escape at the start of `rest`; `Some(None)` if it is not one, `None` if it is not
/// known.
fn escape(rest: &str) -> Option<Option<(String, usize)>> {
    let simple = |text: &str| Some(Some((text.to_owned(), 2)));
    match rest.as_bytes().get(1)? {
        b'\n' => simple(""),
        b'\r' => Some(Some((String::new(), if rest[2..].starts_with('\n') { 3 } else { 2 }))),
        b'\\' => simple("\\"),
        b'\'' => simple("'"),
        b'"' => simple("\""),
        b'a' => simple("\u{7}"),
        b'b' => simple("\u{8}"),
        b'f' => simple("\u{c}"),
        b'n' => simple("\n"),
        b'r' => simple("\r"),
        b't' => simple("\t"),
        b'v' => simple("\u{b}"),
        b'x' => code_point(rest, 2, 2, 16).map(Some),
        b'u' => code_point(rest, 2, 4, 16).map(Some),
        b'U' => code_point(rest, 2, 8, 16).map(Some),
        b'N' => None,
        b'0'..=b'7' => {
            let digits = rest[1..].bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            code_point(rest, 1, digits, 8).map(Some)
        }
        _ => Some(None),
    }
}

/// The character with the code in `length` digits from `start` on. Half of a surrogate pair is none.
fn code_point(rest: &str, start: usize, length: usize, radix: u32) -> Option<(String, usize)> {
    let code = u32::from_str_radix(rest.get(start..start + length)?, radix).ok()?;
    Some((char::from_u32(code)?.to_string(), start + length))
}

/// A number as JSON writes it; `None` if it cannot.
pub(super) fn number(text: &str) -> Option<String> {
    let text = text.replace('_', "").to_ascii_lowercase();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return u128::from_str_radix(digits, radix).ok().map(|value| value.to_string());
        }
    }
    if text.ends_with(['j', 'l']) {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = text.trim_start_matches('0');
        return Some(if digits.is_empty() { "0" } else { digits }.to_owned());
    }
    let (mantissa, exponent) = text.split_once('e').map_or((&*text, None), |(left, right)| (left, Some(right)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    let exponent = exponent.map(|exponent| format!("e{exponent}")).unwrap_or_default();
    let number = format!("{whole}.{fraction}{exponent}");
    serde_json::from_str::<f64>(&number).is_ok().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_decoded() {
        for (inside, is_raw, expected) in [
            ("a", false, Some("a")),
            (r#"a\n\"\'\\\x41\u00e9\101\q"#, false, Some("a\n\"'\\A\u{e9}A\\q")),
            ("a\\\nb\\\r\nc\r\nd", false, Some("abc\nd")),
            (r"\n", true, Some("\\n")),
            (r"\N{DASH}", false, None),
            (r"\ud83d", false, None),
            (r"\U0001F600", false, Some("\u{1f600}")),
            ("\\", false, None),
        ] {
            let text = pieces(inside, 0..inside.len(), is_raw).map(|pieces| {
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
            ("00", Some("0")),
            ("0x1F", Some("31")),
            ("0b11", Some("3")),
            ("0o17", Some("15")),
            ("1.", Some("1.0")),
            (".5", Some("0.5")),
            ("1e3", Some("1.0e3")),
            ("1_0.5E-2", Some("10.5e-2")),
            ("1j", None),
            ("1e999", None),
        ] {
            assert_eq!(number(text).as_deref(), expected, "{text}");
        }
    }
}
