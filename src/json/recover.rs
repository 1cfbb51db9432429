//! The slow path of the parser: records an error and continues as the text was probably meant.

use std::ops::Range;

use super::error::{SyntaxError, SyntaxFault};
use super::hash::hash;
use super::literal::{foreign, is_python, word_end};
use super::parse::{NONE, Parser, Step};
use super::quotes::{Role, closes, intended_end, is_element, missing_end, unescaped_quotes, unopened_end};
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

    /// Reports an error after which the rest of the text is not read, unless it is the consequence of an earlier one.
    #[cold]
    pub(super) fn report_final(&mut self, fault: SyntaxFault, span: Range<usize>, container: Option<u32>) {
        if !self.is_consequence_of_guess() && !self.follows_error(span.start) {
            self.report_with(fault, span, container);
        }
    }

    /// Whether an error may be a consequence of a wrong guess. The fix of the guess is dropped, since it could do harm.
    fn is_consequence_of_guess(&mut self) -> bool {
        let is_open = |container: &Raw| container.end == container.start + 1;
        if self.guess == NONE || !self.document.nodes.get(self.guess as usize).is_some_and(is_open) {
            return false;
        }
        let guesses = self.document.errors.iter_mut().filter(|error| {
            matches!(
                error.fault,
                SyntaxFault::UnescapedQuote
                    | SyntaxFault::UnclosedString
                    | SyntaxFault::UnquotedString
                    | SyntaxFault::UnquotedKey
            )
        });
        guesses.for_each(|error| error.edits.clear());
        true
    }

    /// Whether only whitespace separates `at` from an error about the structure, of which another one is a consequence.
    fn follows_error(&self, at: usize) -> bool {
        let Some(last) = self.document.errors.last() else { return false };
        let is_structural = matches!(
            last.fault,
            SyntaxFault::MissingComma
                | SyntaxFault::MissingColon
                | SyntaxFault::UnquotedKey
                | SyntaxFault::UnquotedString
                | SyntaxFault::UnescapedQuote
                | SyntaxFault::UnexpectedCharacter
        );
        is_structural && self.bytes.get(last.span.end..at).is_some_and(|gap| gap.trim_ascii().is_empty())
    }

    fn report_unquoted(&mut self, fault: SyntaxFault, word: Range<usize>) {
        let edits = vec![word.start..word.start, word.end..word.end];
        self.document.errors.push(SyntaxError { edits, ..SyntaxError::new(fault, word) });
    }

    /// Reports an error that a wrong end of a string explains. The rest of the text is read as if it were right.
    fn report_guess(&mut self, error: SyntaxError) {
        self.guess = self.container;
        self.document.errors.push(error);
    }

    /// What the next value is in its container.
    fn role(&self) -> Role {
        let is_item = self.container != NONE && self.document.nodes[self.container as usize].kind() == Kind::Array;
        if is_item { Role::Item } else { Role::Value }
    }

    fn too_many_faults(&self) -> bool {
        self.document.errors.len() >= MAX_FAULTS
    }

    #[cold]
    pub(super) fn end_of_text(&mut self) -> Step {
        let end = self.bytes.trim_ascii_end().len();
        // A comment that extends to the end contains the rest of the text.
        let is_in_comment =
            self.document.errors.last().is_some_and(|last| last.fault == SyntaxFault::Comment && last.span.end >= end);
        if !is_in_comment {
            let container = (self.container != NONE).then_some(self.container);
            self.report_final(SyntaxFault::UnclosedBracket, end..end, container);
        }
        Step::Stop
    }

    #[cold]
    pub(super) fn unclosed_string(&mut self, start: usize) -> Step {
        // The line breaks in the rest of the text are not errors of their own.
        self.drop_control_characters(start);
        if !self.is_consequence_of_guess() {
            let end = self.bytes.trim_ascii_end().len().max(start + 1);
            let opening = Some(start..start + 1);
            let error = SyntaxError { opening, ..SyntaxError::new(SyntaxFault::UnclosedString, start..end) };
            self.document.errors.push(error);
        }
        Step::Stop
    }

    /// Drops the errors about control characters from `start` on.
    fn drop_control_characters(&mut self, start: usize) {
        self.document.errors.retain(|error| error.fault != SyntaxFault::ControlCharacter || error.span.start < start);
        let strings = self.document.errors.iter_mut().filter(|error| error.fault == SyntaxFault::ControlCharacter);
        strings.for_each(|error| error.edits.retain(|edit| edit.start < start));
    }

    /// After the key at `start..end`, there is no colon.
    #[cold]
    pub(super) fn missing_colon(&mut self, start: usize, end: usize) -> Step {
        if self.bytes[start] == b'"' && self.repair_string(start..end, Role::Key) {
            return self.colon(start);
        }
        if self.follows_error(end) || self.is_consequence_of_guess() {
            return Step::Stop;
        }
        let error = SyntaxError { edits: vec![end..end], ..SyntaxError::new(SyntaxFault::MissingColon, end..end) };
        self.document.errors.push(error);
        match self.bytes.get(self.at) {
            Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9') => Step::Value,
            Some(b't' | b'f' | b'n') => Step::Value,
            _ => Step::Stop,
        }
    }

    /// Whether the string at `string`, which was read last and after which nothing fits, was meant to end somewhere else. If
    /// so, reports that, and continues after the end that was meant.
    fn repair_string(&mut self, string: Range<usize>, role: Role) -> bool {
        let gap = string.end..self.at;
        if is_element(self.bytes, gap.clone(), role) {
            return false;
        }
        let opening = string.start..string.start + 1;
        if let Some(end) = missing_end(self.bytes, string.clone(), role) {
            self.drop_control_characters(end);
            let error = SyntaxError::new(SyntaxFault::UnclosedString, string.start..end);
            self.report_guess(SyntaxError { opening: Some(opening), edits: vec![end..end], ..error });
            self.replace_string(string.start + 1..end, role, Raw::bare);
            self.at = end;
            return true;
        }
        let quote = string.end - 1;
        let rest = self.at..word_end(self.bytes, self.at).max(self.at + 1);
        let error =
            SyntaxError { opening: Some(quote..string.end), ..SyntaxError::new(SyntaxFault::UnescapedQuote, rest) };
        if let Some(end) = intended_end(self.bytes, string.end, role) {
            let edits = unescaped_quotes(self.bytes, quote..end).map(|quote| quote..quote).collect();
            self.report_guess(SyntaxError { edits, ..error });
            let is_escaped = self.bytes[string.start..end].contains(&b'\\');
            let raw = |start, end, next| Raw::string(start, end, is_escaped, next);
            self.replace_string(string.start..end + 1, role, raw);
            self.at = end + 1;
            return true;
        }
        false
    }

    /// Replaces the node of the string that was read last.
    fn replace_string(&mut self, string: Range<usize>, role: Role, raw: impl Fn(usize, usize, u32) -> Raw) {
        let new = raw(string.start, string.end, self.next_id());
        let inside = new.inside();
        let next =
            if role == Role::Key { self.hash_of(inside.start, inside.end, new.escaped()) } else { self.next_id() };
        if let Some(last) = self.document.nodes.last_mut() {
            *last = raw(string.start, string.end, next);
        }
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
        if let Some(string) = self.last_string(end)
            && self.repair_string(string, self.role())
        {
            return Step::After;
        }
        if self.follows_error(self.at) || self.is_consequence_of_guess() {
            return Step::Stop;
        }
        if let Some(start) = self.literal_before(end) {
            self.document.nodes.pop();
            self.at = start;
            return self.bare_word();
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

    /// The start of a literal that a word directly follows: `nullable`.
    fn literal_before(&self, end: usize) -> Option<usize> {
        let last = self.document.nodes.last()?;
        let is_literal = matches!(last.kind(), Kind::Null | Kind::True | Kind::False) && last.end as usize == end;
        (is_literal && self.at == end && word_end(self.bytes, end) > end).then_some(last.start as usize)
    }

    /// The value that was read last, if it is a string that ends at `end`.
    fn last_string(&self, end: usize) -> Option<Range<usize>> {
        let last = self.document.nodes.last()?;
        let string = last.start as usize..last.end as usize;
        (last.kind() == Kind::String && string.end == end && self.bytes[string.start] == b'"').then_some(string)
    }

    #[cold]
    pub(super) fn bad_number(&mut self) -> Step {
        if self.follows_error(self.at) {
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
            self.report_final(SyntaxFault::MissingValue, start..start + 1, None);
            return Step::Stop;
        }
        let end = (start + utf8_len(byte)).min(self.bytes.len());
        self.report_final(SyntaxFault::UnexpectedCharacter, start..end, None);
        Step::Stop
    }

    fn bare_word(&mut self) -> Step {
        let start = self.at;
        let end = word_end(self.bytes, start).max(start + 1);
        let word = &self.bytes[start..end];
        if let Some(kind) = foreign(word) {
            let is_python = is_python(word) && self.has_single_quotes();
            let fault = if is_python { SyntaxFault::PythonLiteral } else { SyntaxFault::ForeignLiteral };
            self.report(fault, start..end);
            return self.scalar(kind, end);
        }
        if let Some(end) = unopened_end(self.bytes, start, self.role()) {
            return self.unopened_string(start..end);
        }
        if self.is_consequence(end, b",]}") {
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

    /// A string without its opening quote, whose closing quote is after `text`.
    fn unopened_string(&mut self, text: Range<usize>) -> Step {
        let edits = vec![text.start..text.start];
        self.report_guess(SyntaxError { edits, ..SyntaxError::new(SyntaxFault::UnquotedString, text.clone()) });
        let next = self.next_id() + 1;
        self.document.nodes.push(Raw::bare(text.start, text.end, next));
        self.at = text.end + 1;
        Step::After
    }

    /// Whether a word that ends at `end` is not a key or value that only lacks its quotes, but what is left after a comma
    /// was missed: nothing in `followers` comes next.
    fn is_consequence(&mut self, end: usize, followers: &[u8]) -> bool {
        let next = self.bytes.get(blank_run(self.bytes, end));
        let is_word = next.is_some_and(|next| followers.contains(next));
        self.follows_error(self.at) && !is_word || self.is_consequence_of_guess()
    }

    fn has_single_quotes(&self) -> bool {
        let mut errors = self.document.errors.iter();
        errors.any(|error| error.fault == SyntaxFault::WrongQuotes && self.bytes[error.span.start] == b'\'')
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
            let end = (start + utf8_len(byte)).min(self.bytes.len());
            self.report_final(SyntaxFault::UnexpectedCharacter, start..end, None);
            return Step::Stop;
        }
        let lacks_opening_quote = self.bytes.get(end) == Some(&b'"') && closes(self.bytes, end + 1, Role::Key);
        if lacks_opening_quote {
            let edits = vec![start..start];
            self.report_guess(SyntaxError { edits, ..SyntaxError::new(SyntaxFault::UnquotedKey, start..end) });
        } else if self.is_consequence(end, b":=") {
            return Step::Stop;
        } else {
            self.report_unquoted(SyntaxFault::UnquotedKey, start..end);
        }
        let hash = hash(&self.bytes[start..end]);
        self.document.nodes.push(Raw::bare(start, end, hash));
        self.at = end + usize::from(lacks_opening_quote);
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
        let (mut at, mut first) = (open, None);
        while at < rest.len() {
            match rest[at] {
                b'\\' => at += 2,
                b'\n' => break,
                _ if close.iter().any(|quote| rest[at..].starts_with(quote.as_bytes())) => {
                    let end = at + open;
                    // Another one is an apostrophe in the string.
                    let next = rest.get(blank_run(rest, end));
                    if matches!(next, None | Some(b',' | b':' | b'}' | b']' | b'\'' | b'"' | b'`')) {
                        return Some((open, start + end));
                    }
                    first = first.or(Some((open, start + end)));
                    at = end;
                }
                byte => at += utf8_len(byte),
            }
        }
        first
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
