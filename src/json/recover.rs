//! The slow path of the parser: records an error and continues as the text was probably meant.

use std::ops::Range;

use super::error::{SyntaxError, SyntaxFault};
use super::hash::hash;
use super::literal::{foreign, word_end};
use super::parse::{NONE, Parser, Step};
use super::raw::{Kind, Raw};
use super::scan::blank_run;
use super::string::utf8_len;

/// After this many errors the text is not JSON with typing errors but something else.
const MAX_FAULTS: usize = 64;

impl Parser<'_, '_> {
    #[cold]
    pub(super) fn report(&mut self, fault: SyntaxFault, span: Range<usize>) {
        self.report_with(fault, span, None);
    }

    /// As [`Parser::report`], with the opening bracket of a container.
    #[cold]
    pub(super) fn report_with(&mut self, fault: SyntaxFault, span: Range<usize>, container: Option<u32>) {
        let opening = container.map(|id| {
            let start = self.document.nodes[id as usize].start as usize;
            start..start + 1
        });
        self.document.errors.push(SyntaxError { opening, ..SyntaxError::new(fault, span) });
    }

    fn report_unquoted(&mut self, fault: SyntaxFault, word: Range<usize>) {
        let edits = vec![word.start..word.start, word.end..word.end];
        self.document.errors.push(SyntaxError { edits, ..SyntaxError::new(fault, word) });
    }

    fn too_many_faults(&self) -> bool {
        self.document.errors.len() >= MAX_FAULTS
    }

    #[cold]
    pub(super) fn end_of_text(&mut self) -> Step {
        let end = self.bytes.trim_ascii_end().len();
        self.report_with(SyntaxFault::UnclosedBracket, end..end, (self.container != NONE).then_some(self.container));
        Step::Stop
    }

    #[cold]
    pub(super) fn unclosed_string(&mut self, start: usize) -> Step {
        // The line breaks in the rest of the text are not errors of their own.
        self.document.errors.retain(|error| error.fault != SyntaxFault::ControlCharacter || error.span.start < start);
        let end = self.bytes.trim_ascii_end().len().max(start + 1);
        let opening = Some(start..start + 1);
        let error = SyntaxError { opening, ..SyntaxError::new(SyntaxFault::UnclosedString, start..end) };
        self.document.errors.push(error);
        Step::Stop
    }

    #[cold]
    pub(super) fn extra_comma(&mut self) -> Step {
        self.report(SyntaxFault::ExtraComma, self.at..self.at + 1);
        if self.too_many_faults() { Step::Stop } else { Step::After }
    }

    /// An item or member follows another one without a comma.
    #[cold]
    pub(super) fn missing_comma(&mut self, byte: u8) -> Step {
        let starts_element = matches!(byte, b'"' | b'\'' | b'{' | b'[' | b'-') || byte.is_ascii_alphanumeric();
        if !starts_element || self.too_many_faults() {
            let end = self.at + utf8_len(byte);
            self.report(SyntaxFault::UnexpectedCharacter, self.at..end.min(self.bytes.len()));
            return Step::Stop;
        }
        let end = self.bytes[..self.at].trim_ascii_end().len();
        self.report(SyntaxFault::MissingComma, end..end);
        self.element()
    }

    #[cold]
    pub(super) fn bad_number(&mut self) -> Step {
        let end = word_end(self.bytes, self.at).max(self.at + 1);
        let word = &self.bytes[self.at..end];
        let fault = if foreign(word).is_some() { SyntaxFault::ForeignLiteral } else { SyntaxFault::BadNumber };
        self.report(fault, self.at..end);
        self.scalar(Kind::Number, end)
    }

    /// A value that starts with a byte with which no JSON value starts.
    #[cold]
    pub(super) fn odd_value(&mut self, byte: u8) -> Step {
        let start = self.at;
        if let Some((open, end)) = self.foreign_quotes(start) {
            self.report(SyntaxFault::WrongQuotes, start..end);
            let next = self.next_id() + 1;
            self.document.nodes.push(self.foreign_string(start, end, open, next));
            self.at = end;
            return Step::After;
        }
        if matches!(byte, b'+' | b'.')
            && self.bytes.get(start + 1).is_some_and(|b| b.is_ascii_digit() || matches!(b, b'.' | b'I'))
        {
            return self.bad_number();
        }
        if byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$' {
            return self.bare_word();
        }
        if matches!(byte, b',' | b'}' | b']') {
            self.report(SyntaxFault::MissingValue, start..start + 1);
            return Step::Stop;
        }
        self.report(SyntaxFault::UnexpectedCharacter, start..(start + utf8_len(byte)).min(self.bytes.len()));
        Step::Stop
    }

    fn bare_word(&mut self) -> Step {
        let start = self.at;
        let end = word_end(self.bytes, start).max(start + 1);
        if let Some(kind) = foreign(&self.bytes[start..end]) {
            self.report(SyntaxFault::ForeignLiteral, start..end);
            return self.scalar(kind, end);
        }
        self.report_unquoted(SyntaxFault::UnquotedString, start..end);
        if self.container == NONE || self.too_many_faults() {
            return Step::Stop;
        }
        let next = self.next_id() + 1;
        self.document.nodes.push(Raw::bare(start, end, next));
        self.at = end;
        Step::After
    }

    #[cold]
    pub(super) fn odd_key(&mut self) -> Step {
        let start = self.at;
        let Some(&byte) = self.bytes.get(start) else { return self.end_of_text() };
        if self.too_many_faults() {
            return Step::Stop;
        }
        if let Some((open, end)) = self.foreign_quotes(start) {
            self.report(SyntaxFault::WrongQuotes, start..end);
            let hash = self.hash_of(start + open, end - open, open == 1);
            self.document.nodes.push(self.foreign_string(start, end, open, hash));
            self.at = end;
            return self.colon(start);
        }
        let end = word_end(self.bytes, start);
        if end == start {
            self.report(SyntaxFault::UnexpectedCharacter, start..(start + utf8_len(byte)).min(self.bytes.len()));
            return Step::Stop;
        }
        self.report_unquoted(SyntaxFault::UnquotedKey, start..end);
        let hash = hash(&self.bytes[start..end]);
        self.document.nodes.push(Raw::bare(start, end, hash));
        self.at = end;
        self.colon(start)
    }

    /// A string in single quotes, typographic quotes or backticks at `start`: the length of its quotes, and its end.
    fn foreign_quotes(&self, start: usize) -> Option<(usize, usize)> {
        let rest = &self.bytes[start..];
        let (open, close): (usize, &[&str]) = match rest {
            [b'\'', ..] => (1, &["'"]),
            [b'`', ..] => (1, &["`"]),
            [0xE2, 0x80, 0x9C..=0x9F, ..] => (3, &["\u{201D}", "\u{201C}"]),
            [0xE2, 0x80, 0x98..=0x9B, ..] => (3, &["\u{2019}", "\u{2018}"]),
            _ => return None,
        };
        let mut at = open;
        while at < rest.len() {
            match rest[at] {
                b'\\' => at += 2,
                b'\n' => return None,
                _ if close.iter().any(|quote| rest[at..].starts_with(quote.as_bytes())) => {
                    return Some((open, start + at + open));
                }
                byte => at += utf8_len(byte),
            }
        }
        None
    }

    /// The node of a string in other quotes. One-byte quotes are like the usual ones; longer ones are left out of the
    /// node.
    fn foreign_string(&self, start: usize, end: usize, open: usize, next: u32) -> Raw {
        let inside = &self.bytes[start + open..end - open];
        if open == 1 {
            Raw::string(start, end, inside.contains(&b'\\'), next)
        } else {
            Raw::bare(start + open, end - open, next)
        }
    }

    #[cold]
    pub(super) fn skip_comments(&mut self) {
        while let Some(end) = self.comment_end() {
            self.report(SyntaxFault::Comment, self.at..end);
            self.at = blank_run(self.bytes, end);
            if self.too_many_faults() {
                return;
            }
        }
    }

    fn comment_end(&self) -> Option<usize> {
        let rest = &self.bytes[self.at..];
        let line_end = |from: usize| from + memchr::memchr(b'\n', &rest[from..]).unwrap_or(rest.len() - from);
        let end = match rest {
            [b'#', ..] | [b'/', b'/', ..] => line_end(0),
            [b'/', b'*', ..] => memchr::memmem::find(&rest[2..], b"*/").map_or(rest.len(), |found| found + 4),
            _ => return None,
        };
        Some(self.at + end)
    }
}
