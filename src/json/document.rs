//! A JSON text, its tree and the errors found in it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::error::{LoneSurrogate, SyntaxError, SyntaxFault};
use super::raw::{NodeId, Raw};
use super::string::{FaultSink, StringFault, decode};

/// A key that occurs more than once in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// The first occurrence of the key.
    pub first: NodeId,
    /// The repeated one.
    pub later: NodeId,
}

/// A JSON text and its tree.
pub struct Document<'s> {
    pub(super) source: &'s str,
    pub(super) nodes: Vec<Raw>,
    pub(super) complete: bool,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) duplicates: Vec<Duplicate>,
    lone_surrogates: Vec<LoneSurrogate>,
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
    /// The bytes that the parser has verified to be base64 letters, in text order: most of every long base64 string.
    pub(crate) fn letters(&self) -> impl Iterator<Item = Range<usize>> {
        let runs = self.nodes.iter().map(|raw| (raw.inside().start, raw.known_letters()));
        runs.filter(|(_, known)| !known.is_empty()).map(|(start, known)| start + known.start..start + known.end)
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

impl FaultSink for Document<'_> {
    #[cold]
    fn fault(&mut self, fault: StringFault) {
        self.errors.push(SyntaxError::new(fault.fault, fault.span));
    }
    #[cold]
    fn control_character(&mut self, at: usize, is_first: bool) {
        if is_first {
            self.errors.push(SyntaxError::new(SyntaxFault::ControlCharacter, at..at + 1));
        }
        let mut errors = self.errors.iter_mut().rev();
        if let Some(error) = errors.find(|error| error.fault == SyntaxFault::ControlCharacter) {
            error.edits.push(at..at + 1);
        }
    }
    #[cold]
    fn lone_surrogate(&mut self, surrogate: LoneSurrogate) {
        self.lone_surrogates.push(surrogate);
    }
}
