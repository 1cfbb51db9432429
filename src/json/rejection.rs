//! Why orjson, the API's parser, refuses a text: the first fault that it reaches, and the offset that it names.
//!
//! This follows orjson 3.9 to 3.11 branch by branch, because its positions are not always those of the fault: a high
//! surrogate without its other half is reported after the escape, and every fault at the end of the text is an
//! `unexpected end of data`. `tools/orjson_messages.py` compares it with the package. It runs only on text in which the
//! parser has found errors.

use super::scan::{blank_run, plain_run};
use super::string::hex4;

/// The deepest nesting that orjson parses.
pub const MAX_ACCEPTED_DEPTH: usize = 1024;

/// Why the API's parser refuses a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection {
    /// The kind of fault.
    pub reason: Reason,
    /// The byte that the parser's message names.
    pub offset: usize,
    /// Its line and column from 1, and its character from 0, as in the message. Only `\n` ends a line.
    pub position: [usize; 3],
}

/// A reason, and the byte that it names.
type Fault = (Reason, usize);

/// The kinds of fault that the API's parser distinguishes. Their messages are in `schemas/json-errors.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// There is no text.
    NoText,
    /// The text is only whitespace.
    Blank,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The text ends too early.
    UnexpectedEnd,
    /// A character where none of its kind is allowed.
    UnexpectedCharacter,
    /// Something follows the value.
    TrailingContent,
    /// A comma before a closing bracket.
    TrailingComma,
    /// A word that starts like `true`, `false` or `null`.
    InvalidLiteral,
    /// Nesting deeper than [`MAX_ACCEPTED_DEPTH`].
    TooDeep,
    /// An unescaped control character in a string.
    ControlCharacter,
    /// A backslash before a character that cannot be escaped.
    InvalidEscape,
    /// `\u` without four hexadecimal digits.
    InvalidUnicodeEscape,
    /// A high surrogate that no `\u` escape follows.
    NoLowSurrogate,
    /// A high surrogate before an escape that is not a low surrogate.
    InvalidLowSurrogate,
    /// A low surrogate without a high one.
    InvalidHighSurrogate,
    /// A minus sign without a digit.
    NoDigitAfterMinus,
    /// A decimal point without a digit after it.
    NoDigitAfterPoint,
    /// An exponent without a digit.
    NoDigitAfterExponent,
    /// A number that starts with a zero and another digit.
    LeadingZero,
    /// A number that is infinite as a double.
    InfiniteNumber,
    /// So many open brackets that orjson's buffer, whose size follows from the length of the text, is too small.
    OutOfBuffer,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 21] = [
        Reason::NoText,
        Reason::Blank,
        Reason::NotUtf8,
        Reason::UnexpectedEnd,
        Reason::UnexpectedCharacter,
        Reason::TrailingContent,
        Reason::TrailingComma,
        Reason::InvalidLiteral,
        Reason::TooDeep,
        Reason::ControlCharacter,
        Reason::InvalidEscape,
        Reason::InvalidUnicodeEscape,
        Reason::NoLowSurrogate,
        Reason::InvalidLowSurrogate,
        Reason::InvalidHighSurrogate,
        Reason::NoDigitAfterMinus,
        Reason::NoDigitAfterPoint,
        Reason::NoDigitAfterExponent,
        Reason::LeadingZero,
        Reason::InfiniteNumber,
        Reason::OutOfBuffer,
    ];

    /// Its name in `schemas/json-errors.json`.
    pub fn name(self) -> &'static str {
        match self {
            Reason::NoText => "no-text",
            Reason::Blank => "blank",
            Reason::NotUtf8 => "not-utf8",
            Reason::UnexpectedEnd => "unexpected-end",
            Reason::UnexpectedCharacter => "unexpected-character",
            Reason::TrailingContent => "trailing-content",
            Reason::TrailingComma => "trailing-comma",
            Reason::InvalidLiteral => "invalid-literal",
            Reason::TooDeep => "too-deep",
            Reason::ControlCharacter => "control-character",
            Reason::InvalidEscape => "invalid-escape",
            Reason::InvalidUnicodeEscape => "invalid-unicode-escape",
            Reason::NoLowSurrogate => "no-low-surrogate",
            Reason::InvalidLowSurrogate => "invalid-low-surrogate",
            Reason::InvalidHighSurrogate => "invalid-high-surrogate",
            Reason::NoDigitAfterMinus => "no-digit-after-minus",
            Reason::NoDigitAfterPoint => "no-digit-after-point",
            Reason::NoDigitAfterExponent => "no-digit-after-exponent",
            Reason::LeadingZero => "leading-zero",
            Reason::InfiniteNumber => "infinite-number",
            Reason::OutOfBuffer => "out-of-buffer",
        }
    }

    fn is_about_a_string(self) -> bool {
        matches!(
            self,
            Reason::ControlCharacter
                | Reason::InvalidEscape
                | Reason::InvalidUnicodeEscape
                | Reason::NoLowSurrogate
                | Reason::InvalidLowSurrogate
                | Reason::InvalidHighSurrogate
        )
    }
}

impl Rejection {
    /// Why the API's parser refuses `bytes`; `None` if it does not. One pass without recursion, up to the fault.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let text = match simdutf8::basic::from_utf8(bytes) {
            Ok("") => return Some(Rejection::new("", (Reason::NoText, 0))),
            Ok(text) => text,
            Err(_) => return Some(Rejection::new("", (Reason::NotUtf8, 0))),
        };
        let fault = Reader::new(bytes).document().err()?;
        let is_cut_off = is_cut_off(bytes, fault);
        Some(Rejection::new(text, if is_cut_off { (Reason::UnexpectedEnd, bytes.len()) } else { fault }))
    }

    fn new(text: &str, (reason, offset): Fault) -> Self {
        let before = text.get(..offset).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
        let line_start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
        let position = [line, before[line_start..].chars().count() + 1, before.chars().count()];
        Rejection { reason, offset, position }
    }
}

/// Whether a text is only cut off: the fault is at its end, or in a literal or an escape that its end cuts.
fn is_cut_off(bytes: &[u8], (reason, offset): Fault) -> bool {
    match &bytes[offset.min(bytes.len())..] {
        [] => true,
        rest if reason == Reason::InvalidLiteral => {
            ["true", "false", "null"].iter().any(|literal| literal.as_bytes().starts_with(rest))
        }
        [b'\\'] => reason.is_about_a_string(),
        [b'\\', b'u', digits @ ..] if reason.is_about_a_string() => {
            digits.len() < 4 && digits.iter().all(u8::is_ascii_hexdigit)
        }
        _ => false,
    }
}

/// What may come next.
enum Expects {
    /// An item, or `]` in an empty array.
    Item {
        first: bool,
    },
    /// A key, or `}` in an empty object.
    Key {
        first: bool,
    },
    Colon,
    /// The value of a member.
    Value,
    /// A comma or a closing bracket.
    Separator,
    /// Nothing but whitespace.
    End,
}

struct Reader<'s> {
    bytes: &'s [u8],
    at: usize,
    /// The closing brackets of the open containers.
    open: Vec<u8>,
    /// The last comma between two items or members.
    comma: usize,
    buffer: Buffer,
}

impl<'s> Reader<'s> {
    fn new(bytes: &'s [u8]) -> Self {
        Reader { bytes, at: 0, open: Vec::new(), comma: 0, buffer: Buffer::default() }
    }

    /// The byte at an offset; 0 after the end, as in the padding of orjson's copy.
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn stop<T>(&self, reason: Reason, offset: usize) -> Result<T, Fault> {
        Err((reason, offset))
    }

    fn document(&mut self) -> Result<(), Fault> {
        self.at = blank_run(self.bytes, 0);
        if self.at == self.bytes.len() {
            return self.stop(Reason::Blank, 0);
        }
        let mut expects = if matches!(self.byte(self.at), b'{' | b'[') {
            self.buffer = Buffer::new(self.bytes, self.at);
            self.open()?
        } else {
            self.scalar()?;
            Expects::End
        };
        loop {
            self.at = blank_run(self.bytes, self.at);
            let byte = self.byte(self.at);
            expects = match expects {
                Expects::Item { first } => self.item(byte, first)?,
                Expects::Key { first } => self.key(byte, first)?,
                Expects::Colon if byte == b':' => {
                    self.at += 1;
                    Expects::Value
                }
                Expects::Colon => return self.stop(Reason::UnexpectedCharacter, self.at),
                Expects::Value if matches!(byte, b'{' | b'[') => self.open()?,
                Expects::Value => {
                    self.buffer.values += 1;
                    self.scalar()?;
                    Expects::Separator
                }
                Expects::Separator => self.separator(byte)?,
                Expects::End if self.at < self.bytes.len() => return self.stop(Reason::TrailingContent, self.at),
                Expects::End => return Ok(()),
            };
        }
    }

    fn open(&mut self) -> Result<Expects, Fault> {
        let is_array = self.byte(self.at) == b'[';
        self.at += 1;
        if self.open.len() == MAX_ACCEPTED_DEPTH {
            return self.stop(Reason::TooDeep, self.at);
        }
        if !self.open.is_empty() {
            self.grow()?;
        }
        self.open.push(if is_array { b']' } else { b'}' });
        Ok(if is_array { Expects::Item { first: true } } else { Expects::Key { first: true } })
    }

    fn close(&mut self) -> Expects {
        self.at += 1;
        self.open.pop();
        if self.open.is_empty() { Expects::End } else { Expects::Separator }
    }

    fn item(&mut self, byte: u8, first: bool) -> Result<Expects, Fault> {
        match byte {
            b'{' | b'[' => return self.open(),
            b']' if first => return Ok(self.close()),
            b']' => return self.trailing_comma(),
            b'-' | b'0'..=b'9' | b'"' | b't' | b'f' | b'n' => self.grow()?,
            _ => {}
        }
        self.scalar()?;
        Ok(Expects::Separator)
    }

    fn key(&mut self, byte: u8, first: bool) -> Result<Expects, Fault> {
        match byte {
            b'"' => {
                self.grow()?;
                self.string()?;
                Ok(Expects::Colon)
            }
            b'}' if first => Ok(self.close()),
            b'}' => self.trailing_comma(),
            _ => self.stop(Reason::UnexpectedCharacter, self.at),
        }
    }

    fn separator(&mut self, byte: u8) -> Result<Expects, Fault> {
        let closing = self.open.last().copied().unwrap_or_default();
        if byte == b',' {
            self.comma = self.at;
            self.at += 1;
            let first = false;
            return Ok(if closing == b']' { Expects::Item { first } } else { Expects::Key { first } });
        }
        if byte == closing && self.at < self.bytes.len() {
            return Ok(self.close());
        }
        self.stop(Reason::UnexpectedCharacter, self.at)
    }

    /// orjson searches backward for the comma, starting after the bracket.
    fn trailing_comma(&self) -> Result<Expects, Fault> {
        let after = self.at + 1;
        self.stop(Reason::TrailingComma, if self.byte(after) == b',' { after } else { self.comma })
    }

    /// One more value in orjson's buffer.
    fn grow(&mut self) -> Result<(), Fault> {
        if self.buffer.grow() { Ok(()) } else { self.stop(Reason::OutOfBuffer, self.at) }
    }

    fn scalar(&mut self) -> Result<(), Fault> {
        match self.byte(self.at) {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            _ => self.stop(Reason::UnexpectedCharacter, self.at),
        }
    }

    fn literal(&mut self, literal: &str) -> Result<(), Fault> {
        if !self.bytes[self.at..].starts_with(literal.as_bytes()) {
            return self.stop(Reason::InvalidLiteral, self.at);
        }
        self.at += literal.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut at = start + usize::from(self.byte(start) == b'-');
        if !self.byte(at).is_ascii_digit() {
            return self.stop(Reason::NoDigitAfterMinus, at);
        }
        if self.byte(at) == b'0' && self.byte(at + 1).is_ascii_digit() {
            return self.stop(Reason::LeadingZero, at);
        }
        at = self.digits(at);
        if self.byte(at) == b'.' {
            at += 1;
            if !self.byte(at).is_ascii_digit() {
                return self.stop(Reason::NoDigitAfterPoint, at);
            }
            at = self.digits(at);
        }
        if matches!(self.byte(at), b'e' | b'E') {
            at += 1 + usize::from(matches!(self.byte(at + 1), b'+' | b'-'));
            if !self.byte(at).is_ascii_digit() {
                return self.stop(Reason::NoDigitAfterExponent, at);
            }
            at = self.digits(at);
        }
        if is_infinite(&self.bytes[start..at]) {
            return self.stop(Reason::InfiniteNumber, start);
        }
        self.at = at;
        Ok(())
    }

    fn digits(&self, at: usize) -> usize {
        at + self.bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    fn string(&mut self) -> Result<(), Fault> {
        let mut at = self.at + 1;
        loop {
            at = plain_run(self.bytes, at);
            match self.byte(at) {
                b'"' => {
                    self.at = at + 1;
                    return Ok(());
                }
                b'\\' => at = self.escape(at)?,
                _ => return self.stop(Reason::ControlCharacter, at),
            }
        }
    }

    /// The offset after the escape at `at`.
    fn escape(&self, at: usize) -> Result<usize, Fault> {
        match self.byte(at + 1) {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => return Ok(at + 2),
            b'u' => {}
            _ => return self.stop(Reason::InvalidEscape, at + 1),
        }
        let Some(unit) = hex4(self.bytes, at + 2) else { return self.stop(Reason::InvalidUnicodeEscape, at) };
        match unit {
            0xD800..=0xDBFF => {}
            0xDC00..=0xDFFF => return self.stop(Reason::InvalidHighSurrogate, at),
            _ => return Ok(at + 6),
        }
        let second = at + 6;
        if self.byte(second) != b'\\' || self.byte(second + 1) != b'u' {
            return self.stop(Reason::NoLowSurrogate, second);
        }
        match hex4(self.bytes, second + 2) {
            Some(0xDC00..=0xDFFF) => Ok(second + 6),
            Some(_) => self.stop(Reason::InvalidLowSurrogate, second),
            None => self.stop(Reason::InvalidUnicodeEscape, second),
        }
    }
}

/// Whether a number that follows JSON's grammar is infinite as a double.
#[cold]
pub(super) fn is_infinite(number: &[u8]) -> bool {
    let value = std::str::from_utf8(number).ok().and_then(|number| number.parse::<f64>().ok());
    value.is_some_and(f64::is_infinite)
}

/// The buffer that orjson 3.11 parses into. It is large enough for every valid text, but text with many brackets that are
/// never closed can exceed it.
#[derive(Default)]
struct Buffer {
    /// The values read, and what precedes them in the buffer.
    values: usize,
    /// For how many values memory is allocated.
    allocated: usize,
    /// The most that can be allocated.
    most: usize,
}

impl Buffer {
    /// The size of a value in bytes.
    const VALUE: usize = 16;
    /// The size of the document's header, in values.
    const HEADER: usize = 4;

    /// The buffer for a text whose root container starts at `start`.
    fn new(bytes: &[u8], start: usize) -> Self {
        let length = bytes.len();
        let is_blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\n' | b'\t' | b'\r'));
        let bytes_per_value = if is_blank(start + 1) && is_blank(start + 2) { 16 } else { 6 };
        let pool = (length / 2 * 24 + 256).next_multiple_of(4096);
        let copy_of_text = (length + 4).next_multiple_of(16) + 16;
        Buffer {
            values: Self::HEADER,
            allocated: Self::HEADER + (length - start) / bytes_per_value + 4,
            // Each allocation has a header of 16 bytes, as has the pool.
            most: (pool - 16 - copy_of_text - 16) / Self::VALUE,
        }
    }

    /// Makes space for another value; `false` if there is none.
    fn grow(&mut self) -> bool {
        self.values += 1;
        if self.values + 2 >= self.allocated {
            self.allocated += self.allocated / 2;
            return self.allocated <= self.most;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_a_text_that_causes_it() {
        let texts: [(&[u8], Reason, usize); 28] = [
            (b"", Reason::NoText, 0),
            (b" \n", Reason::Blank, 0),
            (b"[\"\xff\"]", Reason::NotUtf8, 0),
            (b"[1", Reason::UnexpectedEnd, 2),
            (b"[tru", Reason::UnexpectedEnd, 4),
            (br#"["\u12"#, Reason::UnexpectedEnd, 6),
            (b"{a", Reason::UnexpectedCharacter, 1),
            (b"\xef\xbb\xbf{}", Reason::UnexpectedCharacter, 0),
            (b"{} x", Reason::TrailingContent, 3),
            (b"[1 , ]", Reason::TrailingComma, 3),
            (b"[[1,],1]", Reason::TrailingComma, 5),
            (b"[trup]", Reason::InvalidLiteral, 1),
            (b"[\"a\nb\"]", Reason::ControlCharacter, 3),
            (br#"["\q"]"#, Reason::InvalidEscape, 3),
            (br#"["\u12"]"#, Reason::InvalidUnicodeEscape, 2),
            (br#"["\ud83d"]"#, Reason::NoLowSurrogate, 8),
            (br#"["\ud83d\u0041"]"#, Reason::InvalidLowSurrogate, 8),
            (br#"["\ud83d\u00x"]"#, Reason::InvalidUnicodeEscape, 8),
            (br#"["\ude00"]"#, Reason::InvalidHighSurrogate, 2),
            (b"[-a]", Reason::NoDigitAfterMinus, 2),
            (b"[1.]", Reason::NoDigitAfterPoint, 3),
            (b"[1e+]", Reason::NoDigitAfterExponent, 4),
            (b"[-012]", Reason::LeadingZero, 2),
            (b"[-1e309]", Reason::InfiniteNumber, 1),
            (&[b'['; 1100], Reason::OutOfBuffer, 638),
            (&[b'['; 5000], Reason::TooDeep, 1025),
            (&[b'['; 100], Reason::UnexpectedEnd, 100),
            (b"1 2", Reason::TrailingContent, 2),
        ];
        for (text, reason, offset) in texts {
            let rejection = Rejection::of(text).unwrap();
            assert_eq!((rejection.reason, rejection.offset), (reason, offset), "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn every_reason_has_its_own_name() {
        let names: std::collections::HashSet<_> = Reason::ALL.iter().map(|reason| reason.name()).collect();
        assert_eq!(names.len(), Reason::ALL.len());
    }
}
