//! A text and its tree, with what was found wrong in it.

use super::error::{SyntaxError, SyntaxFault};
use super::node::{Node, NodeId, Raw};
use super::parse::Parser;
use super::string::{FaultSink, StringFault, decode};

/// The longest text that is read, in bytes. Offsets are kept in 32 bits.
pub const MAX_BYTES: usize = 1 << 31;

/// A key that an object has twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// The key's first use.
    pub first: NodeId,
    /// The later one.
    pub later: NodeId,
}

/// A JSON text and its tree.
pub struct Document<'s> {
    pub(super) source: &'s str,
    pub(super) nodes: Vec<Raw>,
    pub(super) complete: bool,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) duplicates: Vec<Duplicate>,
    lone_surrogates: Vec<usize>,
}

impl std::fmt::Debug for Document<'_> {
    /// Sizes only: the text may hold secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({} bytes, {} nodes, {} errors)", self.source.len(), self.nodes.len(), self.errors.len())
    }
}

impl<'s> Document<'s> {
    /// Reads `bytes`. Never fails: what is wrong with the text is in [`Document::errors`], and the tree holds
    /// what could be read; [`Document::root`] is `None` where that is not the whole value.
    pub fn parse(bytes: &'s [u8]) -> Self {
        let mut document = Document {
            source: "",
            nodes: Vec::new(),
            complete: false,
            errors: Vec::new(),
            duplicates: Vec::new(),
            lone_surrogates: Vec::new(),
        };
        if bytes.len() > MAX_BYTES {
            document.fail(SyntaxFault::TooLong, 0..0);
        } else if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..]) {
            document.fail(SyntaxFault::Utf16, 0..2);
        } else {
            match simdutf8::compat::from_utf8(bytes) {
                Ok(source) => {
                    document.source = source;
                    // A node takes 16 bytes and dense JSON has one for every 8 to 20 of text.
                    document.nodes.reserve(bytes.len().min(1 << 16) / 16 + 4);
                    Parser::new(bytes, &mut document).run();
                }
                Err(error) => {
                    let at = error.valid_up_to();
                    document.fail(SyntaxFault::InvalidUtf8, at..at + error.error_len().unwrap_or(bytes.len() - at));
                }
            }
        }
        document
    }

    fn fail(&mut self, fault: SyntaxFault, span: std::ops::Range<usize>) {
        self.errors.push(SyntaxError { fault, span, opening: None });
    }

    /// The value, when the whole of it could be read.
    #[inline]
    pub fn root(&self) -> Option<Node<'_>> {
        self.complete.then(|| Node::new(self, 0))
    }
    /// The node of that id.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id.0)
    }
    /// The text that was read; empty when it is no UTF-8.
    #[inline]
    pub fn source(&self) -> &'s str {
        self.source
    }
    /// What is wrong with the text, in its order.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }
    /// Keys that stand twice in one object.
    #[inline]
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }
    /// Offsets of `\uD800`–`\uDFFF` escapes without their other half.
    pub fn lone_surrogates(&self) -> &[usize] {
        &self.lone_surrogates
    }
    /// The bytes that reading has shown to be letters of base64, in order: most of every long base64 string.
    pub(crate) fn letters(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let runs = self.nodes.iter().map(|raw| (raw.inside().start, raw.known_letters()));
        runs.filter(|(_, known)| !known.is_empty()).map(|(start, known)| start + known.start..start + known.end)
    }
    /// The index after a value's subtree.
    #[inline]
    pub(super) fn after(&self, id: u32) -> u32 {
        self.nodes[id as usize].next
    }
    pub(super) fn key_text(&self, id: u32) -> std::borrow::Cow<'s, str> {
        let raw = self.nodes[id as usize];
        let inside = &self.source[raw.inside()];
        if raw.escaped() { decode(inside).into() } else { inside.into() }
    }
}

impl FaultSink for Document<'_> {
    #[cold]
    fn fault(&mut self, fault: StringFault) {
        self.fail(fault.fault, fault.start..fault.end);
    }
    #[cold]
    fn lone_surrogate(&mut self, at: usize) {
        self.lone_surrogates.push(at);
    }
}
