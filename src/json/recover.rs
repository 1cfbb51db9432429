//! The slow path of the parser: records an error and continues as the text was probably meant.

use std::ops::Range;

use super::error::{SyntaxError, SyntaxFault};
use super::hash::hash;
use super::literal::{foreign, is_python, word_end};
use super::parse::{NONE, Parser, Step};
use super::quotes::{Role, closes, unopened_end};
use super::raw::{Kind, Raw};
use super::scan::blank_run;
use super::string::utf8_len;

/// After this many errors the text is not JSON with typing errors but something else.
const MAX_FAULTS: usize = 64;

/// A string in single quotes, typographic quotes or backticks.
struct ForeignString {
    start: usize,
    end: usize,
    /// The text between the quotes.
    inside: Range<usize>,
    escaped: bool,
}

/// A string with more of them is not a string that ends later, but several.
const MAX_APOSTROPHES: usize = 100;

impl ForeignString {
    /// Its node. One-byte quotes are like the usual ones; longer ones are left out of the node.
    fn raw(&self, next: u32) -> Raw {
        if self.inside.start - self.start == 1 && self.end - self.inside.end == 1 {
            Raw::string(self.start, self.end, self.escaped, next)
        } else {
            Raw::bare(self.inside.start, self.inside.end, next)
        }
    }
}

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

    pub(super) fn report_unquoted(&mut self, fault: SyntaxFault, word: Range<usize>) {
        let edits = vec![word.start..word.start, word.end..word.end];
        self.document.errors.push(SyntaxError { edits, ..SyntaxError::new(fault, word) });
    }

    pub(super) fn too_many_faults(&self) -> bool {
        self.document.errors.len() >= MAX_FAULTS
    }

    #[cold]
    pub(super) fn end_of_text(&mut self) -> Step {
        let end = self.bytes.trim_ascii_end().len();
        // A comment that extends to the end contains the rest of the text, and must not be removed.
        let is_in_comment = |last: &&mut SyntaxError| last.fault == SyntaxFault::Comment && last.span.end >= end;
        if let Some(comment) = self.document.errors.last_mut().filter(is_in_comment) {
            comment.edits.clear();
        } else {
            let container = (self.container != NONE).then_some(self.container);
            self.report_final(SyntaxFault::UnclosedBracket, end..end, container);
        }
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
        let end = self.bytes[..self.at].trim_ascii_end().len();
        if let Some(step) = self.repair_last_value(end) {
            return step;
        }
        if self.is_consequence(self.at) {
            return Step::Stop;
        }
        let starts_element = matches!(byte, b'"' | b'\'' | b'{' | b'[' | b'-') || byte.is_ascii_alphanumeric();
        if !starts_element || self.too_many_faults() {
            let end = self.at + utf8_len(byte);
            self.report_final(SyntaxFault::UnexpectedCharacter, self.at..end.min(self.bytes.len()), None);
            return Step::Stop;
        }
        self.report(SyntaxFault::MissingComma, end..end);
        self.element()
    }

    #[cold]
    pub(super) fn bad_number(&mut self) -> Step {
        if self.is_consequence(self.at) {
            return Step::Stop;
        }
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
        if let Some(string) = self.foreign_string(start) {
            self.report(SyntaxFault::WrongQuotes, start..string.end);
            self.has_single_quotes |= self.bytes[start] == b'\'';
            let next = self.next_id() + 1;
            self.document.nodes.push(string.raw(next));
            self.at = string.end;
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
            self.report_final(SyntaxFault::MissingValue, start..start + 1, None);
            return Step::Stop;
        }
        let end = (start + utf8_len(byte)).min(self.bytes.len());
        self.report_final(SyntaxFault::UnexpectedCharacter, start..end, None);
        Step::Stop
    }

    pub(super) fn bare_word(&mut self) -> Step {
        let start = self.at;
        let end = word_end(self.bytes, start).max(start + 1);
        let word = &self.bytes[start..end];
        if let Some(kind) = foreign(word) {
            let is_python = is_python(word) && self.has_single_quotes;
            let fault = if is_python { SyntaxFault::PythonLiteral } else { SyntaxFault::ForeignLiteral };
            self.report(fault, start..end);
            return self.scalar(kind, end);
        }
        if let Some(end) = unopened_end(self.bytes, start, self.role()) {
            return self.unopened_string(start..end);
        }
        if self.is_remainder(start..end, b",]}") {
            return Step::Stop;
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
        if let Some(string) = self.foreign_string(start) {
            self.report(SyntaxFault::WrongQuotes, start..string.end);
            self.has_single_quotes |= self.bytes[start] == b'\'';
            let hash = self.hash_of(string.inside.start, string.inside.end, string.escaped);
            self.document.nodes.push(string.raw(hash));
            self.at = string.end;
            return self.colon(start);
        }
        let end = word_end(self.bytes, start);
        if end == start {
            let end = (start + utf8_len(byte)).min(self.bytes.len());
            self.report_final(SyntaxFault::UnexpectedCharacter, start..end, None);
            return Step::Stop;
        }
        let lacks_opening_quote = self.bytes.get(end) == Some(&b'"') && closes(self.bytes, end + 1, Role::Key);
        if lacks_opening_quote {
            self.report_unopened_key(start..end);
        } else if self.is_number_with_comma(start..end) || self.is_remainder(start..end, b":=") {
            return Step::Stop;
        } else {
            self.report_unquoted(SyntaxFault::UnquotedKey, start..end);
        }
        let hash = hash(&self.bytes[start..end]);
        self.document.nodes.push(Raw::bare(start, end, hash));
        self.at = end + usize::from(lacks_opening_quote);
        self.colon(start)
    }

    /// The string in single quotes, typographic quotes or backticks at `start`.
    fn foreign_string(&self, start: usize) -> Option<ForeignString> {
        let rest = &self.bytes[start..];
        let (open, close): (usize, &[&str]) = match rest {
            [b'`', b'`', b'`', ..] => return None,
            [b'\'', ..] => (1, &["'"]),
            [b'`', ..] => (1, &["`"]),
            // A typographic quote at one end and a plain one at the other.
            [0xE2, 0x80, 0x9C..=0x9F, ..] => (3, &["\u{201D}", "\u{201C}", "\""]),
            [0xE2, 0x80, 0x98..=0x9B, ..] => (3, &["\u{2019}", "\u{2018}"]),
            _ => return None,
        };
        let (mut at, mut first, mut apostrophes) = (open, None, 0);
        while at < rest.len() {
            let closing = close.iter().find(|quote| rest[at..].starts_with(quote.as_bytes()));
            match (rest[at], closing) {
                (b'\\', _) => at += 2,
                (b'\n', _) => break,
                (_, Some(quote)) => {
                    let end = at + quote.len();
                    let inside = start + open..start + at;
                    let escaped = rest[open..at].contains(&b'\\');
                    let string = ForeignString { start, end: start + end, inside, escaped };
                    // Another one is an apostrophe in the string.
                    let next = rest.get(blank_run(rest, end));
                    if matches!(next, None | Some(b',' | b':' | b'}' | b']' | b'\'' | b'"' | b'`')) {
                        return Some(string);
                    }
                    first = first.or(Some(string));
                    apostrophes += 1;
                    if apostrophes == MAX_APOSTROPHES {
                        break;
                    }
                    at = end;
                }
                (byte, None) => at += utf8_len(byte),
            }
        }
        first
    }

    #[cold]
    pub(super) fn skip_comments(&mut self) {
        while let Some(end) = self.comment_end() {
            let span = self.at..end;
            let edits = vec![span.clone()];
            self.document.errors.push(SyntaxError { edits, ..SyntaxError::new(SyntaxFault::Comment, span) });
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
