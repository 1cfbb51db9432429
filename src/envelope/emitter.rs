//! Passes the requests of a file to the caller, numbered and in the order of the file.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::contents::{BodyFile, Found, MissingBody, Skips, Tally};
use super::entry::{Content, Entry, RequestId, Visit};
use super::head::Head;
use super::options::Options;
use super::receiver::Reason;
use super::source_map::SourceMap;
use crate::error::{Error, ErrorKind};
use crate::json::{Document, Node};
use crate::knowledge::Knowledge;
use crate::mask::shown;

/// How many times the size of the file its decoded and unpacked bodies may have together. Only nested YAML aliases and
/// malicious archives exceed this.
const MAX_GROWTH: usize = 32;
/// How many bytes may be decoded even in a tiny file.
const MIN_DECODED_LIMIT: usize = 1 << 16;

/// Passes the requests of one file to a visitor and counts them.
pub(super) struct Emitter<'o> {
    visit: &'o mut Visit<'o>,
    file: &'o [u8],
    /// Where the text that is being read is in the file, if it is written with escapes there: a cell of a notebook.
    outer: Option<Arc<SourceMap>>,
    /// The tables, which say whose requests are emitted.
    pub(super) knowledge: &'o Knowledge,
    /// Whether bodies are emitted even if they look like those of another API.
    pub(super) forced: bool,
    /// The 1-based line of the offset `counted_to`.
    line: usize,
    /// The offset up to which line breaks have been counted.
    counted_to: usize,
    /// Bytes of bodies decoded so far.
    decoded: usize,
    /// How many requests are passed to the visitor.
    max_requests: usize,
    /// How many were not, because there are more.
    unchecked: usize,
    pub(super) tally: Tally,
    pub(super) skips: Skips,
    pub(super) missing_bodies: Vec<MissingBody>,
}

/// Where a request comes from, and what is known about it apart from its body.
#[derive(Clone)]
pub(super) struct Origin<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) map: &'a SourceMap,
    pub(super) id: Option<RequestId>,
    /// Whether the request is the whole text of the document, so that surrounding whitespace is sent too.
    pub(super) is_whole: bool,
    pub(super) head: &'a Head<'a>,
}

impl<'o> Emitter<'o> {
    pub(super) fn new(file: &'o [u8], options: Options<'o>, visit: &'o mut Visit<'o>) -> Self {
        Emitter {
            visit,
            file,
            outer: None,
            knowledge: options.knowledge,
            forced: options.named || options.forced,
            line: 1,
            counted_to: 0,
            decoded: 0,
            max_requests: options.limits.max_requests(),
            unchecked: 0,
            tally: Tally::default(),
            skips: Skips::default(),
            missing_bodies: Vec::new(),
        }
    }

    /// What was found.
    pub(super) fn found(self) -> Found {
        let Emitter { max_requests, unchecked, .. } = self;
        let read_error = (unchecked > 0).then(|| {
            let all = max_requests + unchecked;
            let reason = shown!("only the first {max_requests} of {all} requests were checked", max_requests, all);
            Error::new(ErrorKind::UnreadableInput, reason)
        });
        Found { tally: self.tally, skips: self.skips, read_error }
    }

    /// Counts a request that is about to be emitted, and returns whether it is.
    fn admits(&mut self) -> bool {
        let is_admitted = self.tally.requests < self.max_requests;
        self.tally.requests += usize::from(is_admitted);
        self.unchecked += usize::from(!is_admitted);
        is_admitted
    }

    /// The text of the file as UTF-8, and where it starts after a byte order mark. Text in another encoding counts as a
    /// missing body.
    pub(super) fn utf_8<'t>(&mut self, text: &'t [u8]) -> Option<(&'t str, usize)> {
        let Ok(text) = simdutf8::basic::from_utf8(text) else {
            self.body_missing(None, "the text is not UTF-8");
            return None;
        };
        Some((text, text.len() - text.trim_start_matches('\u{feff}').len()))
    }

    /// Reads a text that the file contains as `map` says. Offsets in it are mapped to the file.
    #[cfg(feature = "code")]
    pub(super) fn within(&mut self, map: Arc<SourceMap>, read: impl FnOnce(&mut Self)) {
        let before = self.outer.take();
        self.outer = Some(match &before {
            Some(outer) => Arc::new(SourceMap::Nested(Box::new(SourceMap::clone(&map)), Arc::clone(outer))),
            None => map,
        });
        read(self);
        self.outer = before;
    }

    /// The ID of the next request, which starts at this offset of the text.
    pub(super) fn request_id(&mut self, start: Option<usize>) -> RequestId {
        let start = match &self.outer {
            Some(outer) => start.and_then(|start| Some(outer.map(&(start..start + 1))?.start)),
            None => start,
        };
        let line = start.and_then(|start| self.line_of(start));
        RequestId { index: self.tally.requests, line, ..RequestId::default() }
    }

    /// The line of an offset. Offsets must be passed in ascending order, so that lines are counted once; otherwise
    /// `None`.
    fn line_of(&mut self, offset: usize) -> Option<usize> {
        let between = self.file.get(self.counted_to..offset)?;
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.counted_to = offset;
        Some(self.line)
    }

    /// How many more bytes may be decoded.
    pub(super) fn decodable(&self) -> usize {
        let limit = self.file.len().saturating_mul(MAX_GROWTH).max(MIN_DECODED_LIMIT);
        limit.saturating_sub(self.decoded)
    }

    /// Counts bytes as decoded. Whether that many may be decoded.
    pub(super) fn count_decoded(&mut self, bytes: usize) -> bool {
        let is_allowed = bytes <= self.decodable();
        if is_allowed {
            self.decoded += bytes;
        }
        is_allowed
    }

    /// Emits a request; `wire` is the value that is sent.
    pub(super) fn emit(&mut self, origin: &Origin<'_>, content: Content<'_>, wire: Node<'_>) {
        if self.admits() {
            self.visit(origin, Some(content), extent(origin, wire));
        }
    }

    /// Emits a batch, which is not counted as a request: its items are.
    pub(super) fn emit_batch(&mut self, origin: &Origin<'_>, batch: Node<'_>) {
        self.visit(origin, Some(Content::Batch(batch)), extent(origin, batch));
    }

    /// Emits a request whose JSON is so broken that it has no value.
    pub(super) fn emit_broken(&mut self, origin: &Origin<'_>) {
        if self.admits() {
            self.visit(origin, None, 0..origin.document.source().len());
        }
    }

    /// Emits a request whose body is not in this file, so that its head is checked.
    pub(super) fn emit_without_body(
        &mut self,
        id: RequestId,
        head: &Head<'_>,
        reason: &'static str,
        file: Option<BodyFile>,
    ) {
        let (document, map) = (Document::parse(b""), SourceMap::Nowhere);
        self.tally.body_missing += 1;
        self.missing_bodies.push(MissingBody { line: id.line, reason, file });
        let origin = Origin { document: &document, map: &map, id: Some(id), is_whole: true, head };
        self.visit(&origin, Some(Content::Missing), 0..0);
    }

    /// Counts a request whose body cannot be read.
    pub(super) fn body_missing(&mut self, line: Option<usize>, reason: &'static str) {
        self.tally.body_missing += 1;
        self.missing_bodies.push(MissingBody { line, reason, file: None });
    }

    /// Counts a request that is not for the Messages API.
    pub(super) fn skip(&mut self, line: Option<usize>, reason: Reason) {
        self.tally.skipped += 1;
        self.skips.add(line, reason);
    }

    fn visit(&mut self, origin: &Origin<'_>, content: Option<Content<'_>>, extent: Range<usize>) {
        let map = match &self.outer {
            Some(outer) => Cow::Owned(SourceMap::Nested(Box::new(origin.map.clone()), Arc::clone(outer))),
            None => Cow::Borrowed(origin.map),
        };
        let head = match &self.outer {
            Some(outer) => Cow::Owned(origin.head.mapped(outer)),
            None => Cow::Borrowed(origin.head),
        };
        (self.visit)(&Entry {
            id: origin.id.clone(),
            document: origin.document,
            content,
            head: &head,
            map: &map,
            file: self.file,
            wire_bytes: extent.len(),
            extent,
            is_first: origin.document.is_first_visit(),
        });
    }
}

/// The bytes of the document that are sent.
fn extent(origin: &Origin<'_>, wire: Node<'_>) -> Range<usize> {
    if origin.is_whole { 0..origin.document.source().len() } else { wire.span() }
}
