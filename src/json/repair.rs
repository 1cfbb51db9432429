//! Part of the slow path: one mistake that causes several errors is reported once. Above all, that is a quote: where a string
//! seems to end decides how everything after it reads.

use std::ops::Range;

use super::error::{SyntaxError, SyntaxFault};
use super::literal::word_end;
use super::parse::{NONE, Parser, Step};
use super::quotes::{Role, escaped_end, intended_end, is_element, missing_end, unescaped_quotes};
use super::raw::{Kind, Raw};
use super::scan::blank_run;

impl Parser<'_, '_> {
    /// Reports an error after which the rest of the text is not read, unless it is the consequence of an earlier one.
    #[cold]
    pub(super) fn report_final(&mut self, fault: SyntaxFault, span: Range<usize>, container: Option<u32>) {
        if !self.is_consequence(span.start) {
            self.report_with(fault, span, container);
        }
    }

    /// Whether an error at `at` is the consequence of an earlier one. A fix of that would not make the text valid, so it is
    /// dropped.
    pub(super) fn is_consequence(&mut self, at: usize) -> bool {
        if self.is_in_guess(at) {
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
            return true;
        }
        let follows = self.follows_error(at);
        if let Some(last) = self.document.errors.last_mut().filter(|_| follows) {
            last.edits.clear();
        }
        follows
    }

    /// Whether a guess about a string is not confirmed yet: its container is still open, or ends directly before `at`.
    fn is_in_guess(&self, at: usize) -> bool {
        let Some(container) = self.document.nodes.get(self.guess as usize).filter(|_| self.guess != NONE) else {
            return false;
        };
        let is_open = container.end == container.start + 1;
        is_open || self.is_blank(container.end as usize..at)
    }

    /// Whether only whitespace separates `at` from an error about the structure.
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
        is_structural && self.is_blank(last.span.end..at)
    }

    fn is_blank(&self, range: Range<usize>) -> bool {
        self.bytes.get(range).is_some_and(|gap| gap.trim_ascii().is_empty())
    }

    /// Whether a word is not a key or a value that only lacks its quotes, but what is left after an earlier error: nothing in
    /// `followers` comes next.
    pub(super) fn is_remainder(&mut self, word: Range<usize>, followers: &[u8]) -> bool {
        let next = self.bytes.get(blank_run(self.bytes, word.end));
        if next.is_some_and(|next| followers.contains(next)) && !self.is_in_guess(word.start) {
            return false;
        }
        let is_remainder = self.is_consequence(word.start);
        if let Some(last) = self.document.errors.last_mut()
            && is_remainder
            && last.fault == SyntaxFault::MissingComma
        {
            // More than a comma is missing.
            *last = SyntaxError::new(SyntaxFault::UnexpectedCharacter, word);
        }
        is_remainder
    }

    /// Whether a key is the rest of a number with a comma, such as `1,024`. If so, reports that.
    pub(super) fn is_number_with_comma(&mut self, key: Range<usize>) -> bool {
        let is_number = |last: &&Raw| last.kind() == Kind::Number && last.end as usize + 1 == key.start;
        let Some(number) = self.document.nodes.last().filter(is_number) else { return false };
        let number = number.start as usize..key.end;
        let is_digits = self.bytes[key].iter().all(u8::is_ascii_digit);
        if is_digits {
            self.report(SyntaxFault::BadNumber, number);
        }
        is_digits
    }

    /// What the next value is in its container.
    pub(super) fn role(&self) -> Role {
        let is_item = self.container != NONE && self.document.nodes[self.container as usize].kind() == Kind::Array;
        if is_item { Role::Item } else { Role::Value }
    }

    /// Reports an error that a wrong end of a string explains. The rest of the text is read as if it were right.
    fn report_guess(&mut self, error: SyntaxError) {
        self.guess = self.container;
        self.document.errors.push(error);
    }

    /// The text ends in the value that starts at `start`.
    #[cold]
    pub(super) fn unclosed_string(&mut self, start: usize) -> Step {
        if let Some(backslash) = escaped_end(self.bytes, start, self.role()).filter(|_| !self.too_many_faults()) {
            self.report_escaped_end(backslash);
            let next = self.next_id() + 1;
            self.document.nodes.push(Raw::string(start, self.at, true, next));
            return Step::After;
        }
        self.unclosed_key(start)
    }

    /// The text ends in the key that starts at `start`.
    #[cold]
    pub(super) fn unclosed_key(&mut self, start: usize) -> Step {
        // The line breaks in the rest of the text are not errors of their own.
        self.document.errors.retain(|error| error.fault != SyntaxFault::ControlCharacter || error.span.start < start);
        if !self.is_consequence(start) {
            let end = self.bytes.trim_ascii_end().len().max(start + 1);
            let opening = Some(start..start + 1);
            let error = SyntaxError { opening, ..SyntaxError::new(SyntaxFault::UnclosedString, start..end) };
            self.document.errors.push(error);
        }
        Step::Stop
    }

    /// Reports that a backslash escapes the quote that was meant to end a string, and continues after that quote.
    fn report_escaped_end(&mut self, backslash: usize) {
        self.drop_errors_in_strings(backslash);
        self.report_guess(SyntaxError::new(SyntaxFault::EscapedEnd, backslash..backslash + 1));
        self.at = backslash + 2;
    }

    /// Drops what was found in strings from `start` on, which is read again.
    fn drop_errors_in_strings(&mut self, start: usize) {
        let document = &mut *self.document;
        document.drop_lone_surrogates(start);
        let is_in_string =
            |error: &SyntaxError| matches!(error.fault, SyntaxFault::ControlCharacter | SyntaxFault::BadEscape);
        document.errors.retain(|error| !is_in_string(error) || error.span.start < start);
        let strings = document.errors.iter_mut().filter(|error| error.fault == SyntaxFault::ControlCharacter);
        strings.for_each(|error| error.edits.retain(|edit| edit.start < start));
    }

    /// After the key at `start..end`, there is no colon.
    #[cold]
    pub(super) fn missing_colon(&mut self, start: usize, end: usize) -> Step {
        if self.bytes[start] == b'"' {
            match self.repair_string(start..end, Role::Key) {
                Some(Step::After) => return self.colon(start),
                Some(step) => return step,
                None => {}
            }
        }
        if self.is_consequence(end) || self.too_many_faults() {
            return Step::Stop;
        }
        let error = SyntaxError::new(SyntaxFault::MissingColon, end..end);
        self.document.errors.push(error.with_insertion(end));
        match self.bytes.get(self.at) {
            Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => Step::Value,
            _ => Step::Stop,
        }
    }

    /// After a value that ends at `end`, there is no comma: whether the value was meant to end somewhere else.
    pub(super) fn repair_last_value(&mut self, end: usize) -> Option<Step> {
        let last = *self.document.nodes.last()?;
        let value = last.start as usize..last.end as usize;
        if value.end != end {
            return None;
        }
        match last.kind() {
            Kind::String if self.bytes[value.start] == b'"' => self.repair_string(value, self.role()),
            // A longer word: `nullable`.
            Kind::Null | Kind::True | Kind::False if self.at == end && word_end(self.bytes, end) > end => {
                self.document.nodes.pop();
                self.at = value.start;
                Some(self.bare_word())
            }
            _ => None,
        }
    }

    /// The string at `string` was read last, and nothing fits that follows it. If it was meant to end somewhere else, reports
    /// that, and continues after that end if it is known. `None` if something else is wrong.
    fn repair_string(&mut self, string: Range<usize>, role: Role) -> Option<Step> {
        let gap = string.end..self.at;
        if self.too_many_faults() || is_element(self.bytes, gap.clone(), role) {
            return None;
        }
        if let Some(backslash) = escaped_end(self.bytes, string.start, role) {
            self.report_escaped_end(backslash);
            let escaped = true;
            self.replace_string(role, |next| Raw::string(string.start, backslash + 2, escaped, next));
            return Some(Step::After);
        }
        if let Some(end) = missing_end(self.bytes, string.clone(), role) {
            self.drop_errors_in_strings(end);
            let opening = Some(string.start..string.start + 1);
            let error = SyntaxError::new(SyntaxFault::UnclosedString, string.start..end);
            self.report_guess(SyntaxError { opening, ..error }.with_insertion(end));
            self.replace_string(role, |next| Raw::bare(string.start + 1, end, next));
            self.at = end;
            return Some(Step::After);
        }
        let quote = string.end - 1;
        let rest = self.at..word_end(self.bytes, self.at).max(self.at + 1);
        let starts_text = self.bytes[self.at] >= 0x80 || self.bytes[self.at].is_ascii_alphanumeric();
        let error =
            SyntaxError { opening: Some(quote..string.end), ..SyntaxError::new(SyntaxFault::UnescapedQuote, rest) };
        let Some(end) = intended_end(self.bytes, string.clone(), role) else {
            let is_text = role != Role::Key && gap.is_empty() && starts_text && !self.is_consequence(self.at);
            return is_text.then(|| {
                self.document.errors.push(error);
                Step::Stop
            });
        };
        let edits = unescaped_quotes(self.bytes, quote..end).map(|quote| quote..quote).collect();
        self.report_guess(SyntaxError { edits, ..error });
        let escaped = self.bytes[string.start..end].contains(&b'\\');
        self.replace_string(role, |next| Raw::string(string.start, end + 1, escaped, next));
        self.at = end + 1;
        Some(Step::After)
    }

    /// Replaces the node of the string that was read last. `raw` makes it from the index after it, or the hash of a key.
    fn replace_string(&mut self, role: Role, raw: impl Fn(u32) -> Raw) {
        let mut next = self.next_id();
        if role == Role::Key {
            let key = raw(next);
            next = self.hash_of(key.inside().start, key.inside().end, key.escaped());
        }
        if let Some(last) = self.document.nodes.last_mut() {
            *last = raw(next);
        }
    }

    /// A string without its opening quote, whose closing quote is after `text`.
    pub(super) fn unopened_string(&mut self, text: Range<usize>) -> Step {
        self.report_guess(SyntaxError::new(SyntaxFault::UnquotedString, text.clone()).with_insertion(text.start));
        let next = self.next_id() + 1;
        self.document.nodes.push(Raw::bare(text.start, text.end, next));
        self.at = text.end + 1;
        Step::After
    }

    /// Reports a key without its opening quote.
    pub(super) fn report_unopened_key(&mut self, key: Range<usize>) {
        let start = key.start;
        self.report_guess(SyntaxError::new(SyntaxFault::UnquotedKey, key).with_insertion(start));
    }
}
