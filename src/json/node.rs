//! A view of one value or key of a [`Document`].

use std::borrow::Cow;
use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

use super::document::Document;
use super::hash::hash;
use super::raw::{Kind, NodeId, Raw};
use super::string::{decode, encoded_range};

impl Document<'_> {
    /// The root value, if all of it could be parsed.
    #[inline]
    pub fn root(&self) -> Option<Node<'_>> {
        self.complete.then(|| Node::new(self, 0))
    }
    /// The node with that ID.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id.0)
    }
}

/// A value or key of a [`Document`]. Cheap to copy. A value of the wrong type reads as absent.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    doc: &'a Document<'a>,
    id: u32,
}

impl<'a> Node<'a> {
    #[inline]
    fn new(doc: &'a Document<'a>, id: u32) -> Self {
        Node { doc, id }
    }
    /// Notes that the value is read, if it is unknown.
    #[inline]
    fn raw_node(&self) -> Raw {
        let raw = self.raw();
        if raw.is_unknown_value() {
            self.doc.note_read();
        }
        raw
    }
    #[inline]
    fn raw(&self) -> Raw {
        self.doc.nodes[self.id as usize]
    }
    /// As [`Node::raw_node`], for reading how many members or items there are, or all of them.
    #[inline]
    fn whole_node(&self) -> Raw {
        let raw = self.raw();
        if raw.is_unknown() {
            self.doc.note_read();
        }
        raw
    }
    /// Whether the value is not known: it stands for one that a program computes, or has other members or items.
    pub(crate) fn is_unknown(&self) -> bool {
        self.raw().is_unknown()
    }
    /// The document this node belongs to.
    pub fn document(&self) -> &'a Document<'a> {
        self.doc
    }
    /// The node's ID.
    #[inline]
    pub fn id(&self) -> NodeId {
        NodeId(self.id)
    }
    /// The JSON type.
    #[inline]
    pub fn kind(&self) -> Kind {
        self.raw_node().kind()
    }
    #[inline]
    fn is(&self, kind: Kind) -> bool {
        self.raw_node().is(kind)
    }
    /// The bytes of the value in the source, quotes and brackets included.
    #[inline]
    pub fn span(&self) -> Range<usize> {
        let raw = self.raw();
        raw.start as usize..raw.end as usize
    }
    /// The source text of the value.
    #[inline]
    pub fn source(&self) -> &'a str {
        &self.doc.source()[self.span()]
    }
    /// The length of the value in the source, in bytes.
    #[inline]
    pub fn byte_len(&self) -> usize {
        self.span().len()
    }
    /// Whether the value is an object.
    #[inline]
    pub fn is_object(&self) -> bool {
        self.is(Kind::Object)
    }
    /// Whether the value is an array.
    #[inline]
    pub fn is_array(&self) -> bool {
        self.is(Kind::Array)
    }
    /// Whether the value is a string.
    #[inline]
    pub fn is_string(&self) -> bool {
        self.is(Kind::String)
    }
    /// Whether the value is `null`.
    #[inline]
    pub fn is_null(&self) -> bool {
        self.is(Kind::Null)
    }
    /// The decoded text of a string; borrowed unless it contains escapes.
    #[inline]
    pub fn as_str(&self) -> Option<Cow<'a, str>> {
        let raw = self.raw();
        if raw.is_plain_string() {
            return Some(Cow::Borrowed(&self.doc.source()[raw.inside_quotes()]));
        }
        self.decoded()
    }
    #[inline(never)]
    fn decoded(&self) -> Option<Cow<'a, str>> {
        let inside = self.raw_str()?;
        Some(if self.is_escaped() { Cow::Owned(decode(inside)) } else { Cow::Borrowed(inside) })
    }
    /// The source text between a string's quotes, escapes included.
    #[inline]
    pub fn raw_str(&self) -> Option<&'a str> {
        let raw = self.raw_node();
        raw.is(Kind::String).then(|| &self.doc.source()[raw.inside()])
    }
    /// Whether the value is `""`.
    #[inline]
    pub(crate) fn is_empty_str(&self) -> bool {
        let raw = self.raw_node();
        raw.is(Kind::String) && raw.inside().is_empty()
    }
    /// The [`hash`] of a key's decoded text. Meaningless for a value.
    #[inline]
    pub(crate) fn key_hash(&self) -> u32 {
        self.raw().next
    }
    /// The bytes between a string's quotes; all bytes of another value.
    pub fn inside_span(&self) -> Range<usize> {
        let raw = self.raw_node();
        if raw.kind() == Kind::String { raw.inside() } else { self.span() }
    }
    /// The bytes in the source of a byte range of [`Node::as_str`], escapes included. A range that starts or ends
    /// within an escape is widened to the whole escape.
    pub fn text_span(&self, text: &Range<usize>) -> Range<usize> {
        let inside = self.inside_span();
        let part =
            if self.is_escaped() { encoded_range(&self.doc.source()[inside.clone()], text) } else { text.clone() };
        (inside.start + part.start).min(inside.end)..(inside.start + part.end).min(inside.end)
    }
    /// The part of [`Node::raw_str`] that the parser has verified to be base64 letters (`A`–`Z`, `a`–`z`, `0`–`9`, `+`,
    /// `/`): most of a long base64 string, empty for any other.
    pub(crate) fn known_letters(&self) -> Range<usize> {
        self.raw_node().known_letters()
    }
    /// Whether a string contains escapes, so that [`Node::raw_str`] and [`Node::as_str`] differ.
    #[inline]
    pub fn is_escaped(&self) -> bool {
        self.raw_node().escaped()
    }
    /// Whether the value is this string. Allocates only if the source contains escapes.
    #[inline]
    pub fn is_str(&self, text: &str) -> bool {
        let raw = self.raw_node();
        raw.is(Kind::String) && self.text_is(raw, text)
    }
    #[inline]
    fn text_is(&self, raw: Raw, text: &str) -> bool {
        if raw.is_plain_string() {
            self.doc.source().as_bytes()[raw.inside_quotes()] == *text.as_bytes()
        } else {
            self.decoded_is(raw.inside(), text)
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
        (self.is(Kind::Number)).then(|| self.source())
    }
    /// The value of a number.
    pub fn as_f64(&self) -> Option<f64> {
        self.number()?.parse().ok().filter(|value: &f64| value.is_finite())
    }
    /// The value of an integer, `1.0` and `1e3` included.
    pub fn as_i64(&self) -> Option<i64> {
        let text = self.number()?;
        if is_fraction(text.as_bytes()) { None } else { text.parse().ok().or_else(|| whole(text)) }
    }
    /// The value of a non-negative integer.
    pub fn as_u64(&self) -> Option<u64> {
        let raw = self.raw_node();
        if !raw.is(Kind::Number) {
            return None;
        }
        let bytes = &self.doc.source().as_bytes()[raw.start as usize..raw.end as usize];
        digits(bytes).or_else(|| if is_fraction(bytes) { None } else { self.parsed_u64() })
    }
    #[cold]
    fn parsed_u64(&self) -> Option<u64> {
        let text = self.number()?;
        text.parse().ok().or_else(|| whole(text).and_then(|value| value.try_into().ok()))
    }
    /// As [`Node::as_u64`], and `u64::MAX` for an integer that is too large for it: more than any limit.
    pub fn as_saturated_u64(&self) -> Option<u64> {
        // Every float of that size is an integer.
        let is_large = || self.as_f64().is_some_and(|value| value >= LARGEST_EXACT);
        self.as_u64().or_else(|| is_large().then_some(u64::MAX))
    }
    /// The number of items or members; 0 for a scalar.
    #[inline]
    pub fn len(&self) -> usize {
        self.whole_node().count() as usize
    }
    /// Whether an object or array is empty (true for every scalar).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The items of an array; empty for any other type.
    #[inline]
    pub fn items(&self) -> Items<'a> {
        let raw = self.whole_node();
        Items { doc: self.doc, nodes: self.nodes_of(raw, Kind::Array), at: self.id + 1 }
    }
    /// The members of an object; empty for any other type. Of members with the same key, the last one counts, as in most
    /// parsers; the others are skipped.
    #[inline]
    pub fn members(&self) -> Members<'a> {
        let raw = self.whole_node();
        let nodes = self.nodes_of(raw, Kind::Object);
        Members { doc: self.doc, nodes, at: self.id + 1, may_skip: !self.doc.duplicates.is_empty() }
    }
    /// All members of an object in the text, including those whose key is repeated later.
    pub(super) fn all_members(&self) -> Members<'a> {
        Members { may_skip: false, ..self.members() }
    }
    /// The nodes of the document up to the end of a container; none for a value that is not of this kind.
    #[inline]
    fn nodes_of(&self, raw: Raw, kind: Kind) -> &'a [Raw] {
        &self.doc.nodes[..if raw.is(kind) { raw.next as usize } else { 0 }]
    }
    /// The key and value of the member with that name; see [`Node::members`].
    #[inline]
    pub fn member(&self, name: &str) -> Option<(Node<'a>, Node<'a>)> {
        self.member_with_hash(name, hash(name.as_bytes()))
    }
    /// As [`Node::member`], for a name whose [`hash`] is known.
    #[inline]
    pub(crate) fn member_with_hash(&self, name: &str, hash: u32) -> Option<(Node<'a>, Node<'a>)> {
        let key = self.find(name, hash)?;
        Some((Node::new(self.doc, key), Node::new(self.doc, key + 1)))
    }
    fn find(&self, name: &str, hash: u32) -> Option<u32> {
        let object = self.raw();
        let nodes = self.nodes_of(object, Kind::Object);
        let mut key = self.id + 1;
        let mut found = None;
        while let Some([raw, value]) = nodes.get(key as usize..key as usize + 2) {
            if raw.next == hash && !raw.is_overwritten() && self.text_is(*raw, name) {
                found = Some(key);
                break;
            }
            key = value.next;
        }
        if found.is_none() && object.is_unknown() {
            self.doc.note_read();
        }
        found
    }
    /// The values of these names, found in one pass.
    #[inline]
    pub fn get_each<const N: usize>(&self, names: [&str; N]) -> [Option<Node<'a>>; N] {
        let hashes = names.map(|name| hash(name.as_bytes()));
        let mut found = [None; N];
        let nodes = self.nodes_of(self.whole_node(), Kind::Object);
        let mut at = self.id + 1;
        while let Some([key, value]) = nodes.get(at as usize..at as usize + 2) {
            for ((name, hash), place) in names.iter().zip(hashes).zip(&mut found) {
                if key.next == hash && self.text_is(*key, name) {
                    *place = Some(Node::new(self.doc, at + 1));
                }
            }
            at = value.next;
        }
        found
    }
    /// The value of the member with that name.
    #[inline]
    pub fn get(&self, name: &str) -> Option<Node<'a>> {
        self.member(name).map(|(_, value)| value)
    }
    /// The decoded text of the member with that name, if it is a string.
    #[inline]
    pub fn str(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.as_str()
    }
    /// The item at an index.
    pub fn item(&self, index: usize) -> Option<Node<'a>> {
        self.items().nth(index)
    }
    /// The value of a member, whose key this node is; `None` for a value.
    pub(crate) fn member_value(&self) -> Option<Node<'a>> {
        let is_key = self.is_string() && self.doc.source()[self.span().end..].trim_start().starts_with(':');
        is_key.then(|| Node::new(self.doc, self.id + 1))
    }
    /// The string in the member `type`, the tag of the API's unions.
    #[inline]
    pub fn tag(&self) -> Option<Cow<'a, str>> {
        self.str("type")
    }
    /// Whether `other` is this node or inside it.
    #[inline]
    pub fn contains(&self, other: NodeId) -> bool {
        let raw = self.raw_node();
        let end = if raw.is(Kind::Array) || raw.is(Kind::Object) { raw.next } else { self.id + 1 };
        (self.id..end.max(self.id + 1)).contains(&other.0)
    }
}

/// About 2^53, above which a float cannot represent every integer.
const LARGEST_EXACT: f64 = 9.007e15;

/// The value of a number of a few digits, which most numbers are.
#[inline]
fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u64::from(byte - b'0')))
}

/// Whether a number is a fraction such as `0.7`, found without parsing: one without exponent that does not end in `0`.
#[inline]
fn is_fraction(text: &[u8]) -> bool {
    let is_other = |byte: &u8| !(byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    matches!(text, [.., b'1'..=b'9']) && text.contains(&b'.') && !text.iter().any(is_other)
}

/// The value of an integer written with a fraction or an exponent.
#[cold]
fn whole(text: &str) -> Option<i64> {
    let value: f64 = text.parse().ok()?;
    (value.fract() == 0.0 && value.abs() < LARGEST_EXACT).then_some(value as i64)
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.doc, other.doc) && self.id == other.id
    }
}

impl fmt::Debug for Node<'_> {
    /// The position only: a value may contain a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}

/// Iterator over the items of an array.
#[derive(Clone)]
pub struct Items<'a> {
    doc: &'a Document<'a>,
    /// The nodes up to the end of the array.
    nodes: &'a [Raw],
    at: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;
    #[inline]
    fn next(&mut self) -> Option<Node<'a>> {
        let raw = self.nodes.get(self.at as usize)?;
        let node = Node::new(self.doc, self.at);
        self.at = raw.next;
        Some(node)
    }
}
impl FusedIterator for Items<'_> {}

/// Iterator over the members of an object: key and value.
#[derive(Clone)]
pub struct Members<'a> {
    doc: &'a Document<'a>,
    /// The nodes up to the end of the object.
    nodes: &'a [Raw],
    at: u32,
    /// Whether a key of the document is repeated.
    may_skip: bool,
}

impl Members<'_> {
    #[cold]
    fn skip_overwritten(&mut self) {
        while let Some([key, value]) = self.nodes.get(self.at as usize..self.at as usize + 2)
            && key.is_overwritten()
        {
            self.at = value.next;
        }
    }
}

impl<'a> Members<'a> {
    /// The decoded text of the next key, and its value.
    #[inline]
    pub(crate) fn next_named(&mut self) -> Option<(Cow<'a, str>, Node<'a>)> {
        let (raw, key, value) = self.next_raw()?;
        let name = match raw.is_plain_string() {
            true => Cow::Borrowed(&self.doc.source()[raw.inside_quotes()]),
            false => key.decoded().unwrap_or_default(),
        };
        Some((name, value))
    }
    #[inline]
    fn next_raw(&mut self) -> Option<(Raw, Node<'a>, Node<'a>)> {
        if self.may_skip {
            self.skip_overwritten();
        }
        let at = self.at as usize;
        let [key, value] = self.nodes.get(at..at + 2)? else { return None };
        let (key_at, value_at) = (self.at, self.at + 1);
        self.at = value.next;
        Some((*key, Node::new(self.doc, key_at), Node::new(self.doc, value_at)))
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (Node<'a>, Node<'a>);
    #[inline]
    fn next(&mut self) -> Option<(Node<'a>, Node<'a>)> {
        self.next_raw().map(|(_, key, value)| (key, value))
    }
}
impl FusedIterator for Members<'_> {}
