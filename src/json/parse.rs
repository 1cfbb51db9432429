//! The parser: one pass without recursion. This is the fast path, which is strict; `recover` is the slow path, which
//! repairs.

use crate::limits::Limits;

use super::document::{Document, Duplicate};
use super::error::{SyntaxError, SyntaxFault};
use super::hash::hash;
use super::literal::number_end;
use super::raw::{Kind, NodeId, Raw};
use super::scan::blank_run;
use super::string::{self, decode};

/// The longest text that is parsed, in bytes: nodes keep offsets in 32 bits.
pub const MAX_BYTES: usize = 1 << 31;

/// The deepest nesting that is parsed. Deeper text is an error: checks that walk a value recursively must not exhaust
/// the stack.
pub const MAX_DEPTH: usize = Limits::DEPTH;

impl<'s> Document<'s> {
    /// Parses `bytes`. Never fails: [`Document::errors`] lists what is wrong with the text, and the tree holds what
    /// could be parsed. [`Document::root`] is `None` if that is not the whole value.
    pub fn parse(bytes: &'s [u8]) -> Self {
        let mut document = Document::empty();
        if let Some(error) = unreadable(bytes) {
            document.errors.push(error);
            if bytes.len() <= MAX_BYTES {
                document.reject(bytes);
            }
            document.finish();
            return document;
        }
        match simdutf8::compat::from_utf8(bytes) {
            Ok(source) => {
                document.source = source;
                // A node takes 16 bytes; dense JSON has one per 8 to 20 bytes of text.
                document.nodes.reserve(bytes.len().min(1 << 18) / 16 + 4);
                Parser::new(bytes, &mut document).run();
            }
            Err(error) => {
                let start = error.valid_up_to();
                let end = start + error.error_len().unwrap_or(bytes.len() - start);
                document.errors.push(SyntaxError::new(SyntaxFault::InvalidUtf8, start..end));
            }
        }
        if document.has_errors() {
            document.reject(bytes);
        }
        document.finish();
        document
    }
}

/// Why a text is not parsed at all.
fn unreadable(bytes: &[u8]) -> Option<SyntaxError> {
    match bytes {
        _ if bytes.len() > MAX_BYTES => Some(SyntaxError::new(SyntaxFault::TooLong, 0..0)),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..] => {
            Some(SyntaxError::new(SyntaxFault::Utf16, 0..2))
        }
        _ => None,
    }
}

pub(super) struct Parser<'p, 's> {
    pub(super) bytes: &'s [u8],
    pub(super) document: &'p mut Document<'s>,
    pub(super) at: usize,
    /// The innermost open container. The `next` of an open container is the container around it.
    pub(super) container: u32,
    /// The number of open containers.
    depth: usize,
    /// The container with a string whose end was guessed. Until it is closed, an error may be a consequence of that.
    pub(super) guess: u32,
    /// Whether a string in single quotes was read.
    pub(super) has_single_quotes: bool,
}

/// Up to how many keys of an object are compared pairwise.
const FEW_KEYS: usize = 24;
/// In [`Parser::container`]: no container is open.
pub(super) const NONE: u32 = u32::MAX;

/// What the parser does next.
pub(super) enum Step {
    /// Parse a value.
    Value,
    /// Continue after a value.
    After,
    /// Give up: the rest of the text is unusable.
    Stop,
}

// Forced inlining turns the steps into one loop, which is a tenth faster than what the compiler chooses.
impl<'p, 's> Parser<'p, 's> {
    pub(super) fn new(bytes: &'s [u8], document: &'p mut Document<'s>) -> Self {
        Parser { bytes, document, at: 0, container: NONE, depth: 0, guess: NONE, has_single_quotes: false }
    }

    pub(super) fn run(&mut self) {
        if self.bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.report(SyntaxFault::ByteOrderMark, 0..3);
            self.at = 3;
        }
        self.skip_blank();
        if self.at == self.bytes.len() {
            return self.report(SyntaxFault::Empty, self.at..self.at);
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
            self.report_final(SyntaxFault::TrailingBytes, self.at..end, None);
        }
    }

    /// Containers that are still open get no members.
    #[cold]
    fn abandon(&mut self) {
        while self.container != NONE {
            let id = self.container;
            let node = &mut self.document.nodes[id as usize];
            self.container = node.next;
            node.next = id + 1;
        }
    }

    /// Parses the value at `at`, or the opening bracket of a container.
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
    pub(super) fn next_id(&self) -> u32 {
        self.document.nodes.len() as u32
    }

    #[inline(always)]
    pub(super) fn scalar(&mut self, kind: Kind, end: usize) -> Step {
        let next = self.next_id() + 1;
        self.document.nodes.push(Raw::new(kind, self.at, end, next));
        self.at = end;
        Step::After
    }

    #[inline(always)]
    fn open_container(&mut self, kind: Kind) -> Step {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            self.report(SyntaxFault::TooDeep, start..start + 1);
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

    /// At the start of an item or member: parses the key, if there is one, and leaves `at` at the value.
    #[inline(always)]
    pub(super) fn element(&mut self) -> Step {
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
            return self.unclosed_key(start);
        };
        let hash = self.hash_of(start + 1, scanned.end - 1, scanned.escaped);
        self.document.nodes.push(Raw::string(start, scanned.end, scanned.escaped, hash));
        self.at = scanned.end;
        self.colon(start)
    }

    #[inline(always)]
    pub(super) fn colon(&mut self, key_start: usize) -> Step {
        let key_end = self.at;
        self.skip_blank();
        match self.bytes.get(self.at) {
            Some(b':') => self.at += 1,
            Some(b'=') => {
                self.report(SyntaxFault::MissingColon, self.at..self.at + 1);
                self.at += 1 + usize::from(self.bytes.get(self.at + 1) == Some(&b'>'));
            }
            None => return self.end_of_text(),
            Some(_) => return self.missing_colon(key_start, key_end),
        }
        self.skip_blank();
        Step::Value
    }

    /// After an item or member: a comma and the next one, or the end of the container.
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
                        self.report(SyntaxFault::TrailingComma, comma..comma + 1);
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
                self.report_final(SyntaxFault::MismatchedBracket, self.at..self.at + 1, Some(container));
                Step::Stop
            }
            Some(&byte) => self.missing_comma(byte),
        }
    }

    /// Closes the innermost container with the bracket at `at`.
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
    pub(super) fn hash_of(&self, start: usize, end: usize, escaped: bool) -> u32 {
        if escaped {
            let decoded = self.document.source.get(start..end).map(decode).unwrap_or_default();
            return hash(decoded.as_bytes());
        }
        hash(&self.bytes[start..end])
    }

    /// Compares hashes first: a few keys by some of their bits, many by sorting.
    fn find_duplicates(&mut self, object: u32) {
        let count = self.document.nodes[object as usize].count() as usize;
        if count > FEW_KEYS {
            return self.record_duplicates(object, count);
        }
        // Two equal hashes have the same bit; most objects have no two keys with the same bit.
        let mut bits = 0u64;
        let mut may_repeat = false;
        let mut key = object + 1;
        for _ in 0..count {
            let bit = 1 << (self.document.nodes[key as usize].next & 63);
            may_repeat |= bits & bit != 0;
            bits |= bit;
            key = self.document.after(key + 1);
        }
        if may_repeat {
            self.compare_hashes(object, count);
        }
    }

    fn compare_hashes(&mut self, object: u32, count: usize) {
        let mut seen = [0u32; FEW_KEYS];
        let mut key = object + 1;
        for index in 0..count {
            let hash = self.document.nodes[key as usize].next;
            if seen[..index].contains(&hash) {
                return self.record_duplicates(object, count);
            }
            seen[index] = hash;
            key = self.document.after(key + 1);
        }
    }

    /// Records the keys that occur more than once. Different keys may have the same hash.
    #[cold]
    fn record_duplicates(&mut self, object: u32, count: usize) {
        let mut keys = Vec::with_capacity(count);
        let mut key = object + 1;
        for _ in 0..count {
            keys.push((self.document.nodes[key as usize].next, key));
            key = self.document.after(key + 1);
        }
        keys.sort_unstable();
        let mut overwritten = 0;
        for same_hash in keys.chunk_by(|left, right| left.0 == right.0).filter(|keys| keys.len() > 1) {
            let mut named: Vec<_> = same_hash.iter().map(|(_, key)| (self.document.key_text(*key), *key)).collect();
            named.sort_unstable();
            for same in named.chunk_by(|left, right| left.0 == right.0) {
                for pair in same.windows(2) {
                    let (first, later) = (NodeId(same[0].1), NodeId(pair[1].1));
                    self.document.duplicates.push(Duplicate { first, later });
                    self.document.nodes[pair[0].1 as usize].set_overwritten();
                    overwritten += 1;
                }
            }
        }
        self.document.nodes[object as usize].shrink(overwritten);
    }
}
