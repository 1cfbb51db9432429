//! The parser: one pass, no recursion, strict on the fast path, forgiving on the slow one.

use super::error::{SyntaxError, SyntaxFault};
use super::literal::{foreign, number_end, word_end};
use super::node::{Kind, Node, NodeId, Raw};
use super::scan::blank_run;
use super::string::{self, Notes, StringFault, decode, utf8_len};

/// The deepest nesting that is read. Deeper text is reported, not followed: checks that walk a value must not
/// exhaust the stack.
pub const MAX_DEPTH: usize = 512;

/// The longest text that is read, in bytes. Offsets are kept in 32 bits.
pub const MAX_BYTES: usize = 1 << 31;

/// After this many faults the text is no JSON with typing errors, it is something else.
const MAX_FAULTS: usize = 64;

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
    source: &'s str,
    pub(super) nodes: Vec<Raw>,
    complete: bool,
    errors: Vec<SyntaxError>,
    duplicates: Vec<Duplicate>,
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
                    Parser { bytes, document: &mut document, at: 0, container: NONE, depth: 0 }.run();
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
    fn key_text(&self, id: u32) -> std::borrow::Cow<'s, str> {
        let raw = self.nodes[id as usize];
        let inside = &self.source[raw.inside()];
        if raw.escaped() { decode(inside).into() } else { inside.into() }
    }
}

struct Parser<'p, 's> {
    bytes: &'s [u8],
    document: &'p mut Document<'s>,
    at: usize,
    /// The innermost container that is open. Until one is closed, its `next` is the container it lies in.
    container: u32,
    /// How many containers are open.
    depth: usize,
}

/// No container.
const NONE: u32 = u32::MAX;

/// What the parser does next.
enum Step {
    Value,
    /// A value has ended.
    After,
    Stop,
}

impl Notes for Document<'_> {
    #[cold]
    fn fault(&mut self, fault: StringFault) {
        self.fail(fault.fault, fault.start..fault.end);
    }
    #[cold]
    fn lone_surrogate(&mut self, at: usize) {
        self.lone_surrogates.push(at);
    }
}

/// The steps are one loop when inlined by force, a tenth faster than what the compiler chooses.
impl<'s> Parser<'_, 's> {
    fn run(&mut self) {
        if self.bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.note(SyntaxFault::ByteOrderMark, 0..3);
            self.at = 3;
        }
        self.skip_blank();
        if self.at == self.bytes.len() {
            return self.note(SyntaxFault::Empty, self.at..self.at);
        }
        let mut step = Step::Value;
        loop {
            step = match step {
                Step::Value => self.value(),
                Step::After if self.container == NONE => return self.finish(),
                Step::After => self.after_value(),
                Step::Stop => return self.abandon(),
            };
        }
    }

    fn finish(&mut self) {
        self.document.complete = true;
        self.skip_blank();
        if self.at < self.bytes.len() {
            let end = self.bytes.trim_ascii_end().len().max(self.at + 1);
            self.note(SyntaxFault::TrailingBytes, self.at..end);
        }
    }

    /// What was not closed has no members.
    #[cold]
    fn abandon(&mut self) {
        while self.container != NONE {
            let id = self.container;
            let node = &mut self.document.nodes[id as usize];
            self.container = node.next;
            node.next = id + 1;
        }
    }

    /// Reads the value at `at`, or the opening of a container.
    #[inline(always)]
    fn value(&mut self) -> Step {
        let start = self.at;
        let Some(&byte) = self.bytes.get(start) else { return self.end_of_text() };
        match byte {
            b'"' => {
                let Some(scanned) = string::scan(self.bytes, start, self.document) else {
                    return self.unclosed_string(start);
                };
                let next = self.next_id() + 1;
                let raw = Raw::string(start, scanned.end, scanned.escaped, next).with_letters(scanned.letters);
                self.document.nodes.push(raw);
                self.at = scanned.end;
                Step::After
            }
            b'{' => self.open_container(Kind::Object),
            b'[' => self.open_container(Kind::Array),
            b'-' | b'0'..=b'9' => match number_end(self.bytes, start) {
                Some(end) => self.scalar(Kind::Number, end),
                None => self.bad_number(),
            },
            b't' if self.bytes[start..].starts_with(b"true") => self.scalar(Kind::True, start + 4),
            b'f' if self.bytes[start..].starts_with(b"false") => self.scalar(Kind::False, start + 5),
            b'n' if self.bytes[start..].starts_with(b"null") => self.scalar(Kind::Null, start + 4),
            _ => self.odd_value(byte),
        }
    }

    #[inline]
    fn next_id(&self) -> u32 {
        self.document.nodes.len() as u32
    }

    #[inline(always)]
    fn scalar(&mut self, kind: Kind, end: usize) -> Step {
        let next = self.next_id() + 1;
        self.document.nodes.push(Raw::new(kind, self.at, end, next));
        self.at = end;
        Step::After
    }

    #[inline(always)]
    fn open_container(&mut self, kind: Kind) -> Step {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            self.note(SyntaxFault::TooDeep, start..start + 1);
            return Step::Stop;
        }
        let id = self.next_id();
        self.document.nodes.push(Raw::new(kind, start, start + 1, self.container));
        self.container = id;
        self.depth += 1;
        self.at = start + 1;
        self.skip_blank();
        match self.bytes.get(self.at) {
            Some(b'}') if kind == Kind::Object => self.close(),
            Some(b']') if kind == Kind::Array => self.close(),
            Some(b',') => self.extra_comma(),
            None => self.end_of_text(),
            _ => self.element(),
        }
    }

    /// At the start of an element or member: reads the key and leaves `at` on the value.
    #[inline(always)]
    fn element(&mut self) -> Step {
        let node = &mut self.document.nodes[self.container as usize];
        node.grow();
        if node.kind() == Kind::Array { Step::Value } else { self.key() }
    }

    #[inline(always)]
    fn key(&mut self) -> Step {
        let start = self.at;
        if self.bytes.get(start) != Some(&b'"') {
            return self.odd_key();
        }
        let Some(scanned) = string::scan(self.bytes, start, self.document) else {
            return self.unclosed_string(start);
        };
        let hash = self.hash_of(start + 1, scanned.end - 1, scanned.escaped);
        self.document.nodes.push(Raw::string(start, scanned.end, scanned.escaped, hash));
        self.at = scanned.end;
        self.colon(start)
    }

    #[inline(always)]
    fn colon(&mut self, key_start: usize) -> Step {
        let key_end = self.at;
        self.skip_blank();
        match self.bytes.get(self.at) {
            Some(b':') => self.at += 1,
            Some(b'=') => {
                self.note(SyntaxFault::MissingColon, self.at..self.at + 1);
                self.at += 1 + usize::from(self.bytes.get(self.at + 1) == Some(&b'>'));
            }
            None => return self.end_of_text(),
            _ => {
                self.note(SyntaxFault::MissingColon, key_start..key_end);
                return Step::Stop;
            }
        }
        self.skip_blank();
        Step::Value
    }

    /// Behind an element: a comma and the next one, or the end of the container.
    #[inline(always)]
    fn after_value(&mut self) -> Step {
        self.skip_blank();
        let container = self.container;
        let closing = if self.document.nodes[container as usize].kind() == Kind::Object { b'}' } else { b']' };
        match self.bytes.get(self.at) {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.skip_blank();
                match self.bytes.get(self.at) {
                    Some(&byte) if byte == closing => {
                        self.note(SyntaxFault::TrailingComma, comma..comma + 1);
                        self.close()
                    }
                    Some(b',') => self.extra_comma(),
                    None => self.end_of_text(),
                    _ => self.element(),
                }
            }
            Some(&byte) if byte == closing => self.close(),
            None => self.end_of_text(),
            Some(b'}' | b']') => {
                self.note_with(SyntaxFault::MismatchedBracket, self.at..self.at + 1, Some(container));
                Step::Stop
            }
            Some(&byte) => self.missing_comma(byte),
        }
    }

    /// Ends the innermost container at the bracket at `at`.
    #[inline(always)]
    fn close(&mut self) -> Step {
        self.at += 1;
        let id = self.container;
        let next = self.next_id();
        let node = &mut self.document.nodes[id as usize];
        self.container = node.next;
        self.depth -= 1;
        node.end = self.at as u32;
        node.next = next;
        if node.kind() == Kind::Object && node.count() > 1 {
            self.find_duplicates(id);
        }
        Step::After
    }

    #[inline(always)]
    fn skip_blank(&mut self) {
        self.at = blank_run(self.bytes, self.at);
        if let Some(b'/' | b'#') = self.bytes.get(self.at) {
            self.skip_comments();
        }
    }

    #[inline(always)]
    fn hash_of(&self, start: usize, end: usize, escaped: bool) -> u32 {
        if escaped {
            let decoded = self.document.source.get(start..end).map(decode).unwrap_or_default();
            return hash(decoded.as_bytes());
        }
        hash(&self.bytes[start..end])
    }

    /// Compares hashes first; a handful of keys pairwise, many by sorting.
    fn find_duplicates(&mut self, object: u32) {
        const FEW: usize = 24;
        let count = self.document.nodes[object as usize].count() as usize;
        let mut key = object + 1;
        if count <= FEW {
            let mut seen = [(0u32, 0u32); FEW];
            for index in 0..count {
                let hash = self.document.nodes[key as usize].next;
                for &(earlier_hash, earlier) in &seen[..index] {
                    if earlier_hash == hash {
                        self.note_duplicate(earlier, key);
                        break;
                    }
                }
                seen[index] = (hash, key);
                key = self.document.after(key + 1);
            }
            return;
        }
        let mut keys = Vec::with_capacity(count);
        for _ in 0..count {
            keys.push((self.document.nodes[key as usize].next, key));
            key = self.document.after(key + 1);
        }
        keys.sort_unstable();
        for pair in keys.windows(2) {
            if pair[0].0 == pair[1].0 {
                self.note_duplicate(pair[0].1, pair[1].1);
            }
        }
    }

    /// Equal hashes: duplicates if the texts are equal too.
    #[cold]
    fn note_duplicate(&mut self, first: u32, later: u32) {
        if self.document.key_text(first) == self.document.key_text(later) {
            self.document.duplicates.push(Duplicate { first: NodeId(first), later: NodeId(later) });
        }
    }
}

/// The slow path: what is wrong, and how to go on.
impl Parser<'_, '_> {
    #[cold]
    fn note(&mut self, fault: SyntaxFault, span: std::ops::Range<usize>) {
        self.note_with(fault, span, None);
    }

    #[cold]
    fn note_with(&mut self, fault: SyntaxFault, span: std::ops::Range<usize>, container: Option<u32>) {
        let opening = container.map(|id| {
            let start = self.document.nodes[id as usize].start as usize;
            start..start + 1
        });
        self.document.errors.push(SyntaxError { fault, span, opening });
    }

    fn too_many_faults(&self) -> bool {
        self.document.errors.len() >= MAX_FAULTS
    }

    #[cold]
    fn end_of_text(&mut self) -> Step {
        let end = self.bytes.trim_ascii_end().len();
        self.note_with(SyntaxFault::UnclosedBracket, end..end, (self.container != NONE).then_some(self.container));
        Step::Stop
    }

    #[cold]
    fn unclosed_string(&mut self, start: usize) -> Step {
        // The line breaks of all the rest are no fault of their own.
        self.document.errors.retain(|error| error.fault != SyntaxFault::ControlCharacter || error.span.start < start);
        self.note(SyntaxFault::UnclosedString, start..self.bytes.trim_ascii_end().len().max(start + 1));
        Step::Stop
    }

    #[cold]
    fn extra_comma(&mut self) -> Step {
        self.note(SyntaxFault::ExtraComma, self.at..self.at + 1);
        if self.too_many_faults() { Step::Stop } else { Step::After }
    }

    /// Something that starts an element follows one without a comma between.
    #[cold]
    fn missing_comma(&mut self, byte: u8) -> Step {
        let starts_element = matches!(byte, b'"' | b'\'' | b'{' | b'[' | b'-') || byte.is_ascii_alphanumeric();
        if !starts_element || self.too_many_faults() {
            let end = self.at + utf8_len(byte);
            self.note(SyntaxFault::UnexpectedCharacter, self.at..end.min(self.bytes.len()));
            return Step::Stop;
        }
        let end = self.bytes[..self.at].trim_ascii_end().len();
        self.note(SyntaxFault::MissingComma, end..end);
        self.element()
    }

    #[cold]
    fn bad_number(&mut self) -> Step {
        let end = word_end(self.bytes, self.at).max(self.at + 1);
        let word = &self.bytes[self.at..end];
        let fault = if foreign(word).is_some() { SyntaxFault::ForeignLiteral } else { SyntaxFault::BadNumber };
        self.note(fault, self.at..end);
        self.scalar(Kind::Number, end)
    }

    /// No JSON value starts with this byte.
    #[cold]
    fn odd_value(&mut self, byte: u8) -> Step {
        let start = self.at;
        if let Some((open, end)) = self.foreign_quotes(start) {
            self.note(SyntaxFault::WrongQuotes, start..end);
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
            self.note_with(SyntaxFault::MissingValue, start..start + 1, None);
            return Step::Stop;
        }
        self.note(SyntaxFault::UnexpectedCharacter, start..(start + utf8_len(byte)).min(self.bytes.len()));
        Step::Stop
    }

    fn bare_word(&mut self) -> Step {
        let start = self.at;
        let end = word_end(self.bytes, start).max(start + 1);
        if let Some(kind) = foreign(&self.bytes[start..end]) {
            self.note(SyntaxFault::ForeignLiteral, start..end);
            return self.scalar(kind, end);
        }
        self.note(SyntaxFault::UnquotedString, start..end);
        if self.container == NONE || self.too_many_faults() {
            return Step::Stop;
        }
        let next = self.next_id() + 1;
        self.document.nodes.push(Raw::bare(start, end, next));
        self.at = end;
        Step::After
    }

    #[cold]
    fn odd_key(&mut self) -> Step {
        let start = self.at;
        let Some(&byte) = self.bytes.get(start) else { return self.end_of_text() };
        if self.too_many_faults() {
            return Step::Stop;
        }
        if let Some((open, end)) = self.foreign_quotes(start) {
            self.note(SyntaxFault::WrongQuotes, start..end);
            let hash = self.hash_of(start + open, end - open, open == 1);
            self.document.nodes.push(self.foreign_string(start, end, open, hash));
            self.at = end;
            return self.colon(start);
        }
        let end = word_end(self.bytes, start);
        if end == start {
            self.note(SyntaxFault::UnexpectedCharacter, start..(start + utf8_len(byte)).min(self.bytes.len()));
            return Step::Stop;
        }
        self.note(SyntaxFault::UnquotedKey, start..end);
        let hash = hash(&self.bytes[start..end]);
        self.document.nodes.push(Raw::bare(start, end, hash));
        self.at = end;
        self.colon(start)
    }

    /// A string in single or typographic quotes or backticks at `start`: the length of a quote, and the end.
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

    /// A node for a string in foreign quotes: one-byte quotes read as usual, longer ones lie inside a bare span.
    fn foreign_string(&self, start: usize, end: usize, open: usize, next: u32) -> Raw {
        let inside = &self.bytes[start + open..end - open];
        if open == 1 {
            Raw::string(start, end, inside.contains(&b'\\'), next)
        } else {
            Raw::bare(start + open, end - open, next)
        }
    }

    #[cold]
    fn skip_comments(&mut self) {
        while let Some(end) = self.comment_end() {
            self.note(SyntaxFault::Comment, self.at..end);
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

/// Tells short keys apart; equal hashes are compared by text. A text is taken in words, of which the last two may
/// overlap.
#[inline]
pub(crate) const fn hash(bytes: &[u8]) -> u32 {
    const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
    const fn mix(state: u64, word: u64) -> u64 {
        (state.rotate_left(5) ^ word).wrapping_mul(FACTOR)
    }
    let mut state = bytes.len() as u64;
    let mut rest = bytes;
    while let Some((word, more)) = rest.split_first_chunk() {
        state = mix(state, u64::from_le_bytes(*word));
        rest = more;
    }
    let last = if let Some(word) = bytes.last_chunk() {
        u64::from_le_bytes(*word)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << 32
    } else if let [first, .., last] | [first @ last] = bytes {
        *first as u64 | (bytes[bytes.len() / 2] as u64) << 8 | (*last as u64) << 16
    } else {
        0
    };
    (mix(state, last) >> 32) as u32
}
