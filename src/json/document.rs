//! A JSON text, its tree and the errors found in it.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use super::error::{LoneSurrogate, SyntaxError, SyntaxFault};
use super::raw::{NodeId, Raw};
use super::rejection::{Reason, Rejection};
use super::spans::Spans;
use super::string::{FaultSink, StringFault, decode};
use super::unknown::{Holes, Unknown};

/// A key that occurs more than once in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// The first occurrence of the key.
    pub first: NodeId,
    /// The repeated one.
    pub later: NodeId,
}

/// What stands for text that is not JSON.
#[derive(Debug)]
struct Broken {
    /// The spans of errors that are not empty, by their ends.
    spans: HashSet<(usize, usize)>,
    /// Where strings end whose end was guessed.
    guesses: Spans,
}

/// A JSON text and its tree.
pub struct Document<'s> {
    pub(super) source: &'s str,
    pub(super) nodes: Vec<Raw>,
    pub(super) complete: bool,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) duplicates: Vec<Duplicate>,
    lone_surrogates: Vec<LoneSurrogate>,
    /// The position of the first error that the API's parser reaches.
    first_error: Option<usize>,
    /// The position of the error about the control characters of the string that was scanned last.
    control_characters: usize,
    broken: OnceCell<Broken>,
    rejection: Option<Rejection>,
    /// What is marked as unknown.
    unknown: Option<Unknown>,
    /// Whether an unknown value was read since [`Document::forget_reads`].
    was_read: Cell<bool>,
    /// Whether a request in it was found.
    was_visited: Cell<bool>,
}

impl fmt::Debug for Document<'_> {
    /// Sizes only: the text may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} bytes, {} nodes, {} errors)", self.source.len(), self.nodes.len(), self.errors.len())
    }
}

impl<'s> Document<'s> {
    /// A document without text.
    pub(super) fn empty() -> Self {
        Document {
            source: "",
            nodes: Vec::new(),
            complete: false,
            errors: Vec::new(),
            duplicates: Vec::new(),
            lone_surrogates: Vec::new(),
            first_error: None,
            control_characters: 0,
            broken: OnceCell::new(),
            rejection: None,
            unknown: None,
            was_read: Cell::new(false),
            was_visited: Cell::new(false),
        }
    }

    /// The text that was parsed; empty if it is not UTF-8.
    #[inline]
    pub fn source(&self) -> &'s str {
        self.source
    }
    /// The syntax errors, in text order.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }
    /// Keys that occur more than once in their object.
    #[inline]
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }
    /// Surrogate escapes without their other half, in text order.
    pub fn lone_surrogates(&self) -> &[LoneSurrogate] {
        &self.lone_surrogates
    }
    /// Whether where a string ends was guessed.
    pub fn is_guessed(&self, string: &Range<usize>) -> bool {
        !self.errors.is_empty() && self.broken().guesses.overlap(string)
    }
    /// Whether a span is that of an error: a value there stands for text that is not JSON.
    pub fn is_error(&self, span: &Range<usize>) -> bool {
        !self.errors.is_empty() && self.broken().spans.contains(&(span.start, span.end))
    }
    fn broken(&self) -> &Broken {
        self.broken.get_or_init(|| {
            let is_guess = |error: &&SyntaxError| {
                matches!(
                    error.fault,
                    SyntaxFault::UnescapedQuote | SyntaxFault::UnclosedString | SyntaxFault::EscapedEnd
                )
            };
            let spans = self.errors.iter().map(|error| (error.span.start, error.span.end));
            Broken {
                spans: spans.filter(|(start, end)| start < end).collect(),
                guesses: Spans::new(self.errors.iter().filter(is_guess).map(|error| error.span.clone())),
            }
        })
    }
    /// Why the API's parser refuses the text; `None` if it does not.
    pub fn rejection(&self) -> Option<Rejection> {
        self.rejection
    }
    /// The first error that the API's parser reaches; `None` if there is none, or a lone surrogate before it.
    pub fn first_error(&self) -> Option<&SyntaxError> {
        self.errors.get(self.first_error?)
    }
    /// The first lone surrogate, if the API's parser reaches no error before it.
    pub fn first_lone_surrogate(&self) -> Option<&LoneSurrogate> {
        self.lone_surrogates.first().filter(|_| self.first_error().is_none())
    }
    /// The bytes that the parser has verified to be base64 letters, in text order: most of every long base64 string.
    pub(crate) fn letters(&self) -> impl Iterator<Item = Range<usize>> {
        let runs = self.nodes.iter().map(|raw| (raw.inside().start, raw.known_letters()));
        runs.filter(|(_, known)| !known.is_empty()).map(|(start, known)| start + known.start..start + known.end)
    }
    /// Marks what is not known: the values and keys that touch `holes`, which are parts of the text in place of what a
    /// program or a reader writes there, and the containers that start at one of the ascending offsets `open`, which may
    /// have other members or items. An error or a rejection that depends on a hole is forgotten.
    pub(crate) fn mark_unknown(&mut self, holes: &[Range<usize>], open: &[usize]) {
        if holes.is_empty() && open.is_empty() {
            return;
        }
        let holes = Holes::new(holes);
        self.errors.retain(|error| !holes.touch(&error.span));
        self.rejection.take_if(|rejection| holes.is_any_before(rejection.offset));
        self.unknown = Some(Unknown::mark(&mut self.nodes, self.source, &holes, open));
    }
    /// Whether any value is marked as unknown.
    pub(crate) fn has_unknown(&self) -> bool {
        self.unknown.is_some()
    }
    /// How many values and keys are unknown.
    pub fn unknown_count(&self) -> usize {
        self.unknown.as_ref().map_or(0, Unknown::count)
    }
    /// Whether a value or key is unknown, contains something unknown, or is in an object whose type or role is unknown.
    pub(crate) fn depends_on_unknown(&self, id: NodeId) -> bool {
        let raw = self.nodes[id.0 as usize];
        let end = if raw.is_container() { raw.next } else { id.0 + 1 };
        self.unknown.as_ref().is_some_and(|unknown| unknown.is_in(id.0, end))
    }
    /// Whether an object may have members that are not in the text.
    pub(crate) fn may_have_more(&self, id: NodeId) -> bool {
        let is_unknown = self.nodes[id.0 as usize].is_unknown();
        self.unknown.as_ref().is_some_and(|unknown| is_unknown || unknown.is_untyped(id.0))
    }
    /// Whether an unknown value was read since the last [`Document::forget_reads`].
    pub(crate) fn was_unknown_read(&self) -> bool {
        self.was_read.get()
    }
    /// Starts noting anew whether an unknown value is read.
    pub(crate) fn forget_reads(&self) {
        self.was_read.set(false);
    }
    /// Whether this is called for the first time: for the first of the requests in the document.
    pub(crate) fn is_first_visit(&self) -> bool {
        !self.was_visited.replace(true)
    }
    /// Notes that an unknown value is read.
    #[cold]
    pub(super) fn note_read(&self) {
        self.was_read.set(true);
    }
    /// The index after a value's subtree.
    #[inline]
    pub(super) fn after(&self, id: u32) -> u32 {
        self.nodes[id as usize].next
    }
    pub(super) fn key_text(&self, id: u32) -> Cow<'s, str> {
        let raw = self.nodes[id as usize];
        let inside = &self.source[raw.inside()];
        if raw.escaped() { decode(inside).into() } else { inside.into() }
    }
}

impl Document<'_> {
    /// Drops the lone surrogates from `start` on.
    pub(super) fn drop_lone_surrogates(&mut self, start: usize) {
        self.lone_surrogates.retain(|surrogate| surrogate.span.start < start);
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.errors.is_empty() || !self.lone_surrogates.is_empty()
    }

    /// Sorts what is wrong with the text, after all of it was read.
    pub(super) fn finish(&mut self) {
        self.duplicates.sort_unstable_by_key(|duplicate| duplicate.later);
        if !self.errors.is_empty() {
            self.errors.sort_by_key(|error| error.span.start);
            self.first_error = self.find_first_error();
        }
    }

    fn find_first_error(&self) -> Option<usize> {
        // What is in an unclosed string comes before its end. Nesting that is not read is not an error for that parser.
        let reached = |error: &SyntaxError| match error.fault {
            SyntaxFault::UnclosedString | SyntaxFault::TooDeep => usize::MAX,
            _ => error.span.start,
        };
        let (at, first) = self.errors.iter().enumerate().min_by_key(|(_, error)| reached(error))?;
        let surrogate = self.lone_surrogates.first().map_or(usize::MAX, |surrogate| surrogate.span.start);
        (first.fault != SyntaxFault::TooDeep && reached(first) <= surrogate).then_some(at)
    }

    /// Finds out what the API's parser makes of a text with errors, and adapts them to it.
    #[cold]
    pub(super) fn reject(&mut self, bytes: &[u8]) {
        self.rejection = Rejection::of(bytes);
        let Some(Rejection { reason, offset, .. }) = self.rejection else { return };
        if reason == Reason::UnexpectedEnd {
            self.keep_only_the_end();
        }
        let Some(last) = self.errors.last().filter(|error| error.fault == SyntaxFault::TooDeep) else { return };
        if matches!(reason, Reason::TooDeep | Reason::OutOfBuffer) {
            // The error is what the API's parser refuses, not what this one does not read.
            let start = last.span.start;
            self.errors.retain(|error| error.span.start < start);
            self.errors.push(SyntaxError::new(SyntaxFault::RefusedDepth, offset - 1..offset));
        } else if last.span.start < offset {
            // An error deeper than this parser reads.
            let end = self.source[offset..].chars().next().map_or(offset, |character| offset + character.len_utf8());
            self.errors.push(SyntaxError::new(SyntaxFault::UnexpectedCharacter, offset..end));
        }
    }

    /// Nothing is wrong with a text that is only cut off, except its end: half a number or escape is not an error.
    fn keep_only_the_end(&mut self) {
        self.lone_surrogates.clear();
        self.errors.retain(|error| {
            matches!(error.fault, SyntaxFault::UnclosedString | SyntaxFault::UnclosedBracket | SyntaxFault::EscapedEnd)
        });
        if self.errors.is_empty() {
            let end = self.source.trim_ascii_end().len();
            self.errors.push(SyntaxError::new(SyntaxFault::UnclosedBracket, end..end));
        }
    }
}

impl FaultSink for Document<'_> {
    #[cold]
    fn fault(&mut self, fault: StringFault) {
        self.errors.push(SyntaxError::new(fault.fault, fault.span));
    }
    #[cold]
    fn control_character(&mut self, at: usize, is_first: bool) {
        if is_first {
            self.control_characters = self.errors.len();
            self.errors.push(SyntaxError::new(SyntaxFault::ControlCharacter, at..at + 1));
        }
        if let Some(error) = self.errors.get_mut(self.control_characters) {
            error.edits.push(at..at + 1);
        }
    }
    #[cold]
    fn lone_surrogate(&mut self, surrogate: LoneSurrogate) {
        self.lone_surrogates.push(surrogate);
    }
}
