//! One entry of a document's flat tree.

use std::ops::Range;

use super::scan::{UNSEEN_HEAD, UNSEEN_TAIL};

/// The JSON type of a value. `true` and `false` are separate, since a validator needs the value anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// `null`
    Null,
    /// `false`
    False,
    /// `true`
    True,
    /// A number; its text is kept.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// By discriminant. Eight, so that three bits always index it.
    const ALL: [Kind; 8] =
        [Kind::Null, Kind::False, Kind::True, Kind::Number, Kind::String, Kind::Array, Kind::Object, Kind::Null];

    /// The type as a phrase: `a string`, `an object`, `null`.
    pub fn described(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::False | Kind::True => "a boolean",
            Kind::Number => "a number",
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }
}

/// Identifies a node of a document. IDs grow in document order; a container's ID is lower than those of its children.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The ID as a number, unique within its document.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// One entry of the tree. Children follow their container (in an object: key, value, key, value …).
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The index after the subtree; for a key, the hash of its decoded text.
    pub(super) next: u32,
    meta: u32,
}

// The lowest three bits of `meta`.
const KIND: u32 = 7;
const ESCAPED: u32 = 1 << 3;
const BARE: u32 = 1 << 4;
/// The same bit in a value that is not a string: see [`Raw::is_unknown`].
const UNKNOWN: u32 = 1 << 4;
/// For strings; containers keep their count in the same bits.
const LETTERS: u32 = 1 << 5;
const COUNT_SHIFT: u32 = 5;
/// For keys: see [`Raw::is_overwritten`].
const OVERWRITTEN: u32 = 1 << 6;

impl Raw {
    #[inline]
    pub(super) fn new(kind: Kind, start: usize, end: usize, next: u32) -> Self {
        Raw { start: start as u32, end: end as u32, next, meta: kind as u32 }
    }
    #[inline]
    pub(super) fn string(start: usize, end: usize, escaped: bool, next: u32) -> Self {
        let meta = Kind::String as u32 | if escaped { ESCAPED } else { 0 };
        Raw { start: start as u32, end: end as u32, next, meta }
    }
    /// Records whether the string is known to be base64, see [`Raw::known_letters`].
    #[inline]
    pub(super) fn with_letters(mut self, letters: bool) -> Self {
        self.meta |= if letters { LETTERS } else { 0 };
        self
    }
    /// An unquoted word where a string is expected.
    pub(super) fn bare(start: usize, end: usize, next: u32) -> Self {
        Raw { start: start as u32, end: end as u32, next, meta: Kind::String as u32 | BARE }
    }
    #[inline]
    pub(super) fn kind(self) -> Kind {
        Kind::ALL[(self.meta & KIND) as usize]
    }
    #[inline]
    pub(super) fn is(self, kind: Kind) -> bool {
        self.meta & KIND == kind as u32
    }
    #[inline]
    pub(super) fn escaped(self) -> bool {
        self.meta & ESCAPED != 0
    }
    #[inline]
    fn has_letters(self) -> bool {
        self.is(Kind::String) && self.meta & LETTERS != 0
    }
    /// The part of [`Raw::inside`] that the scanner has verified to be base64 letters.
    pub(super) fn known_letters(self) -> Range<usize> {
        let end = if self.has_letters() { self.inside().len().saturating_sub(UNSEEN_TAIL) } else { 0 };
        UNSEEN_HEAD.min(end)..end
    }
    /// Whether it is a string in quotes without escapes, which nearly all are.
    #[inline]
    pub(super) fn is_plain_string(self) -> bool {
        self.meta & (KIND | ESCAPED | BARE) == Kind::String as u32
    }
    /// [`Raw::inside`] of a plain string.
    #[inline]
    pub(super) fn inside_quotes(self) -> Range<usize> {
        let start = self.start as usize + 1;
        start..(self.end as usize - 1).max(start)
    }
    #[inline]
    fn is_bare(self) -> bool {
        self.meta & BARE != 0
    }
    /// Whether the value is not known: a scalar is in place of any value, and a container may have other members or items
    /// than those in the text.
    #[inline]
    pub(super) fn is_unknown(self) -> bool {
        self.meta & UNKNOWN != 0 && !self.is(Kind::String)
    }
    /// See [`Raw::is_unknown`]. A scalar becomes a number, which has no text and no other value.
    pub(super) fn set_unknown(&mut self) {
        if !self.is_container() {
            self.meta = Kind::Number as u32;
        }
        self.meta |= UNKNOWN;
    }
    /// Whether a key is repeated later in its object: the later member is the one that counts.
    #[inline]
    pub(super) fn is_overwritten(self) -> bool {
        self.is(Kind::String) && self.meta & OVERWRITTEN != 0
    }
    /// See [`Raw::is_overwritten`].
    pub(super) fn set_overwritten(&mut self) {
        self.meta |= OVERWRITTEN;
    }
    #[inline]
    pub(super) fn is_container(self) -> bool {
        self.is(Kind::Array) || self.is(Kind::Object)
    }
    /// Whether it is a number that stands for a value that a program computes: one comparison, since it is asked whenever
    /// a value is read.
    #[inline]
    pub(super) fn is_unknown_value(self) -> bool {
        self.meta & (KIND | UNKNOWN) == Kind::Number as u32 | UNKNOWN
    }
    #[inline]
    pub(super) fn count(self) -> u32 {
        if self.is(Kind::String) { 0 } else { self.meta >> COUNT_SHIFT }
    }
    #[inline]
    pub(super) fn grow(&mut self) {
        self.meta += 1 << COUNT_SHIFT;
    }
    /// Does not count so many of the members or items.
    pub(super) fn shrink(&mut self, members: usize) {
        self.meta -= (members as u32) << COUNT_SHIFT;
    }
    /// The bytes between the quotes.
    #[inline]
    pub(super) fn inside(self) -> Range<usize> {
        let quote = usize::from(!self.is_bare());
        let start = self.start as usize + quote;
        start..(self.end as usize).saturating_sub(quote).max(start)
    }
}
