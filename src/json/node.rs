//! A view of one value in a [`Document`].

use std::borrow::Cow;
use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

use super::document::Document;
use super::hash::hash;
use super::scan::{UNSEEN_HEAD, UNSEEN_TAIL};
use super::string::{decode, encoded_range};

/// The JSON type of a value. Booleans are split, since a validator asks for the value anyway.
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
    const ALL: [Kind; 8] =
        [Kind::Null, Kind::False, Kind::True, Kind::Number, Kind::String, Kind::Array, Kind::Object, Kind::Null];

    /// The word a person would use: `a string`, `an object`, `null`.
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

/// One entry of the tree. Children follow their container (in an object: key, value, key, value …).
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The index after the subtree; for a key, a hash of its decoded text.
    pub(super) next: u32,
    meta: u32,
}

const ESCAPED: u32 = 1 << 3;
const BARE: u32 = 1 << 4;
/// Of a string; above it containers have their count.
const LETTERS: u32 = 1 << 5;
const COUNT_SHIFT: u32 = 5;

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
    /// The string is known to be letters of base64, see [`Node::known_letters`].
    #[inline]
    pub(super) fn with_letters(mut self, letters: bool) -> Self {
        self.meta |= if letters { LETTERS } else { 0 };
        self
    }
    /// A word without quotes that stands where a string belongs.
    pub(super) fn bare(start: usize, end: usize, next: u32) -> Self {
        Raw { start: start as u32, end: end as u32, next, meta: Kind::String as u32 | BARE }
    }
    #[inline]
    pub(super) fn kind(self) -> Kind {
        Kind::ALL[(self.meta & 7) as usize]
    }
    #[inline]
    pub(super) fn escaped(self) -> bool {
        self.meta & ESCAPED != 0
    }
    #[inline]
    fn has_letters(self) -> bool {
        self.kind() == Kind::String && self.meta & LETTERS != 0
    }
    /// See [`Node::known_letters`].
    pub(super) fn known_letters(self) -> Range<usize> {
        let end = if self.has_letters() { self.inside().len().saturating_sub(UNSEEN_TAIL) } else { 0 };
        UNSEEN_HEAD.min(end)..end
    }
    #[inline]
    fn is_bare(self) -> bool {
        self.meta & BARE != 0
    }
    #[inline]
    pub(super) fn count(self) -> u32 {
        if self.kind() == Kind::String { 0 } else { self.meta >> COUNT_SHIFT }
    }
    #[inline]
    pub(super) fn grow(&mut self) {
        self.meta += 1 << COUNT_SHIFT;
    }
    /// The bytes between the quotes.
    #[inline]
    pub(super) fn inside(self) -> Range<usize> {
        let quote = usize::from(!self.is_bare());
        let start = self.start as usize + quote;
        start..(self.end as usize).saturating_sub(quote).max(start)
    }
}

/// The place of a node in its document; ids grow in document order, a container's before its children's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The id as a number, unique in its document.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// One value (or key) of a [`Document`]. Cheap to copy; a wrong type reads as absent.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    doc: &'a Document<'a>,
    id: u32,
}

impl<'a> Node<'a> {
    #[inline]
    pub(super) fn new(doc: &'a Document<'a>, id: u32) -> Self {
        Node { doc, id }
    }
    #[inline]
    fn raw_node(&self) -> Raw {
        self.doc.nodes[self.id as usize]
    }
    /// The document this node belongs to.
    pub fn document(&self) -> &'a Document<'a> {
        self.doc
    }
    /// The node's place in the document.
    #[inline]
    pub fn id(&self) -> NodeId {
        NodeId(self.id)
    }
    /// The JSON type.
    #[inline]
    pub fn kind(&self) -> Kind {
        self.raw_node().kind()
    }
    /// The bytes of the value in the source, quotes and brackets included.
    #[inline]
    pub fn span(&self) -> Range<usize> {
        let raw = self.raw_node();
        raw.start as usize..raw.end as usize
    }
    /// The source text of the value.
    #[inline]
    pub fn source(&self) -> &'a str {
        &self.doc.source()[self.span()]
    }
    /// How many bytes the value takes in the source.
    #[inline]
    pub fn byte_len(&self) -> usize {
        self.span().len()
    }
    /// Whether the value is an object.
    #[inline]
    pub fn is_object(&self) -> bool {
        self.kind() == Kind::Object
    }
    /// Whether the value is an array.
    #[inline]
    pub fn is_array(&self) -> bool {
        self.kind() == Kind::Array
    }
    /// Whether the value is a string.
    #[inline]
    pub fn is_string(&self) -> bool {
        self.kind() == Kind::String
    }
    /// Whether the value is `null`.
    #[inline]
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }
    /// The decoded text of a string; borrowed unless it has escapes.
    #[inline]
    pub fn as_str(&self) -> Option<Cow<'a, str>> {
        let raw = self.raw_node();
        if raw.kind() != Kind::String {
            return None;
        }
        let inside = &self.doc.source()[raw.inside()];
        Some(if raw.escaped() { Cow::Owned(decode(inside)) } else { Cow::Borrowed(inside) })
    }
    /// The text between a string's quotes as it stands in the source, escapes included.
    #[inline]
    pub fn raw_str(&self) -> Option<&'a str> {
        let raw = self.raw_node();
        (raw.kind() == Kind::String).then(|| &self.doc.source()[raw.inside()])
    }
    /// The [`hash`] of a key's decoded text; of a value, something else.
    #[inline]
    pub(crate) fn key_hash(&self) -> u32 {
        self.raw_node().next
    }
    /// The bytes between a string's quotes.
    pub fn inside_span(&self) -> Range<usize> {
        self.raw_node().inside()
    }
    /// The bytes in the source of a byte range of [`Node::as_str`], escapes included. A range that starts or ends within
    /// an escape is widened to the whole escape.
    pub fn text_span(&self, text: &Range<usize>) -> Range<usize> {
        let inside = self.inside_span();
        let part =
            if self.is_escaped() { encoded_range(&self.doc.source()[inside.clone()], text) } else { text.clone() };
        (inside.start + part.start).min(inside.end)..(inside.start + part.end).min(inside.end)
    }
    /// The part of [`Node::raw_str`] that was seen to be letters of base64 (`A`–`Z`, `a`–`z`, `0`–`9`, `+`, `/`) when
    /// the text was read: most of a long base64 string, nothing of any other.
    pub(crate) fn known_letters(&self) -> Range<usize> {
        self.raw_node().known_letters()
    }
    /// Whether a string has escapes, so that [`Node::raw_str`] and [`Node::as_str`] differ.
    #[inline]
    pub fn is_escaped(&self) -> bool {
        self.raw_node().escaped()
    }
    /// Whether the value is this string. Allocates nothing unless the source has escapes.
    #[inline]
    pub fn is_str(&self, text: &str) -> bool {
        let raw = self.raw_node();
        raw.kind() == Kind::String && self.text_is(raw, text)
    }
    #[inline]
    fn text_is(&self, raw: Raw, text: &str) -> bool {
        let inside = raw.inside();
        if raw.escaped() {
            self.decoded_is(inside, text)
        } else {
            self.doc.source().as_bytes()[inside] == *text.as_bytes()
        }
    }
    #[cold]
    fn decoded_is(&self, inside: Range<usize>, text: &str) -> bool {
        decode(&self.doc.source()[inside]) == text
    }
    /// The value of a boolean.
    #[inline]
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }
    /// The source text of a number.
    #[inline]
    pub fn number(&self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then(|| self.source())
    }
    /// The value of a number.
    pub fn as_f64(&self) -> Option<f64> {
        self.number()?.parse().ok().filter(|value: &f64| value.is_finite())
    }
    /// The value of a number that is whole, `1.0` and `1e3` included.
    pub fn as_i64(&self) -> Option<i64> {
        let text = self.number()?;
        text.parse().ok().or_else(|| whole(text))
    }
    /// The value of a number that is whole and not negative.
    pub fn as_u64(&self) -> Option<u64> {
        let text = self.number()?;
        text.parse().ok().or_else(|| whole(text).and_then(|value| value.try_into().ok()))
    }
    /// The number of elements or members; 0 for a scalar.
    #[inline]
    pub fn len(&self) -> usize {
        self.raw_node().count() as usize
    }
    /// Whether an object or array has nothing in it (true for every scalar).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The elements of an array; nothing for another type.
    #[inline]
    pub fn items(&self) -> Items<'a> {
        let raw = self.raw_node();
        let end = if raw.kind() == Kind::Array { raw.next } else { self.id + 1 };
        Items { doc: self.doc, at: self.id + 1, end, left: if raw.kind() == Kind::Array { raw.count() } else { 0 } }
    }
    /// The members of an object, duplicates included; nothing for another type.
    #[inline]
    pub fn members(&self) -> Members<'a> {
        let raw = self.raw_node();
        let end = if raw.kind() == Kind::Object { raw.next } else { self.id + 1 };
        Members { doc: self.doc, at: self.id + 1, end, left: if raw.kind() == Kind::Object { raw.count() } else { 0 } }
    }
    /// The member of that name; the last one where the name is repeated, as most parsers read it.
    #[inline]
    pub fn member(&self, name: &str) -> Option<(Node<'a>, Node<'a>)> {
        self.member_with_hash(name, hash(name.as_bytes()))
    }
    /// As [`Node::member`], for a name whose hash is known.
    #[inline]
    pub(crate) fn member_with_hash(&self, name: &str, hash: u32) -> Option<(Node<'a>, Node<'a>)> {
        let key = self.find(name, hash)?;
        Some((Node::new(self.doc, key), Node::new(self.doc, key + 1)))
    }
    fn find(&self, name: &str, hash: u32) -> Option<u32> {
        let nodes = self.doc.nodes.as_slice();
        let object = nodes[self.id as usize];
        let end = if object.kind() == Kind::Object { object.next } else { 0 };
        let mut key = self.id + 1;
        let mut found = None;
        while key < end {
            let raw = nodes[key as usize];
            if raw.next == hash && self.text_is(raw, name) {
                found = Some(key);
                if self.doc.duplicates().is_empty() {
                    break;
                }
            }
            key = nodes[key as usize + 1].next;
        }
        found
    }
    /// The values of these names, found in one pass.
    #[inline]
    pub fn get_each<const N: usize>(&self, names: [&str; N]) -> [Option<Node<'a>>; N] {
        let hashes = names.map(|name| hash(name.as_bytes()));
        let mut found = [None; N];
        for (key, value) in self.members() {
            let raw = key.raw_node();
            for ((name, hash), place) in names.iter().zip(hashes).zip(&mut found) {
                if raw.next == hash && self.text_is(raw, name) {
                    *place = Some(value);
                }
            }
        }
        found
    }
    /// The value of that name.
    #[inline]
    pub fn get(&self, name: &str) -> Option<Node<'a>> {
        self.member(name).map(|(_, value)| value)
    }
    /// The value of that name when it is a string.
    #[inline]
    pub fn str(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.as_str()
    }
    /// The element at an index.
    pub fn item(&self, index: usize) -> Option<Node<'a>> {
        self.items().nth(index)
    }
    /// The value of a member, whose key this node is; `None` for a value.
    pub(crate) fn member_value(&self) -> Option<Node<'a>> {
        let is_key = self.is_string() && self.doc.source()[self.span().end..].trim_start().starts_with(':');
        is_key.then(|| Node::new(self.doc, self.id + 1))
    }
    /// The value of a string member `type`, the tag of the API's unions.
    #[inline]
    pub fn tag(&self) -> Option<Cow<'a, str>> {
        self.str("type")
    }
    /// Whether `other` lies in this node's subtree (or is it).
    #[inline]
    pub fn contains(&self, other: NodeId) -> bool {
        let raw = self.raw_node();
        let end = if matches!(raw.kind(), Kind::Array | Kind::Object) { raw.next } else { self.id + 1 };
        (self.id..end.max(self.id + 1)).contains(&other.0)
    }
}

/// A whole number written with a fraction or an exponent.
#[cold]
fn whole(text: &str) -> Option<i64> {
    // Most are fractions such as `0.7`: told without reading the number.
    let mut fraction = text.bytes().skip_while(|byte| *byte != b'.').skip(1);
    if fraction.clone().any(|digit| digit != b'0') && fraction.all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    // Above 2^53 a float no longer tells one integer from the next.
    (value.fract() == 0.0 && value.abs() < 9.007e15).then_some(value as i64)
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.doc, other.doc) && self.id == other.id
    }
}

impl fmt::Debug for Node<'_> {
    /// The place only: a value may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}

/// The elements of an array.
#[derive(Clone)]
pub struct Items<'a> {
    doc: &'a Document<'a>,
    at: u32,
    end: u32,
    left: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;
    #[inline]
    fn next(&mut self) -> Option<Node<'a>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node::new(self.doc, self.at);
        self.at = self.doc.after(self.at);
        self.left = self.left.saturating_sub(1);
        Some(node)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}
impl ExactSizeIterator for Items<'_> {}
impl FusedIterator for Items<'_> {}

/// The members of an object: key and value.
#[derive(Clone)]
pub struct Members<'a> {
    doc: &'a Document<'a>,
    at: u32,
    end: u32,
    left: u32,
}

impl<'a> Iterator for Members<'a> {
    type Item = (Node<'a>, Node<'a>);
    #[inline]
    fn next(&mut self) -> Option<(Node<'a>, Node<'a>)> {
        if self.at >= self.end {
            return None;
        }
        let key = Node::new(self.doc, self.at);
        let value = Node::new(self.doc, self.at + 1);
        self.at = self.doc.after(self.at + 1);
        self.left = self.left.saturating_sub(1);
        Some((key, value))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}
impl ExactSizeIterator for Members<'_> {}
impl FusedIterator for Members<'_> {}
