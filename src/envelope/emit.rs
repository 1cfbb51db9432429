//! Hands the requests of a file out, one after the other, numbered.

use std::borrow::Cow;
use std::ops::Range;

use super::gzip::unpacked_body;
use super::value::{Text, Value};
use super::{BodyFile, Content, Entry, Head, RequestId, SourceMap, Tally, Unread, Visit, batch, recognise};
use crate::json::{Document, Node};

/// How many times its own size a file may grow when its texts are decoded and unpacked. Only YAML aliases, and what was
/// packed to do harm, go beyond it.
const MAX_GROWTH: usize = 32;
const TOO_LONG: &str = "its body is too long when it is unpacked or its aliases are resolved";

/// The requests of one file on their way to the visitor.
pub(super) struct Emitter<'o> {
    visit: &'o mut Visit<'o>,
    file: &'o [u8],
    /// The line (1-based) that holds the offset up to which lines are counted.
    line: usize,
    counted: usize,
    /// Bytes of text decoded so far.
    decoded: usize,
    pub(super) tally: Tally,
    pub(super) body_missing: Vec<Unread>,
}

/// Where a request stands, and what is known around it.
#[derive(Clone)]
pub(super) struct Scope<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) map: &'a SourceMap,
    pub(super) place: Option<RequestId>,
    /// Whether the value is all of its file or line, so that white space round it is sent too.
    pub(super) whole: bool,
    pub(super) head: &'a Head<'a>,
    /// See [`Entry::holes`].
    pub(super) holes: &'a [Range<usize>],
}

impl<'o> Emitter<'o> {
    pub(super) fn new(file: &'o [u8], visit: &'o mut Visit<'o>) -> Self {
        Emitter { visit, file, line: 1, counted: 0, decoded: 0, tally: Tally::default(), body_missing: Vec::new() }
    }

    /// The place of the next request, which starts at this offset of the file.
    pub(super) fn place(&mut self, at: Option<usize>) -> RequestId {
        RequestId { index: self.tally.requests, line: at.and_then(|at| self.line_of(at)), ..RequestId::default() }
    }

    /// Requests come in the order of the file: its lines are counted once. `None` for one that does not.
    fn line_of(&mut self, at: usize) -> Option<usize> {
        let passed = self.file.get(self.counted..at)?;
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.counted = at;
        Some(self.line)
    }

    /// A body, a batch or an item: a value of a document.
    pub(super) fn request(&mut self, scope: &Scope<'_>, node: Node<'_>) {
        match recognise::shape(node) {
            recognise::Shape::Batch => batch::read(scope, node, self),
            recognise::Shape::Item => self.item(scope, node),
            _ => self.one(scope, Content::Body(node), node),
        }
    }

    /// An item of a batch that stands alone.
    fn item(&mut self, scope: &Scope<'_>, item: Node<'_>) {
        let mut scope = scope.clone();
        scope.place = scope.place.map(|place| RequestId { custom_id: batch::custom_id(item), ..place });
        self.one(&scope, Content::Item { wire: item, item, index: 0 }, item);
    }

    /// A body that is a text: parsed on its own, its spans mapped back through quotes and escapes.
    pub(super) fn text(&mut self, text: &Text<'_>, place: Option<RequestId>, head: &Head<'_>) {
        let line = place.as_ref().and_then(|place| place.line);
        let Some(body) = unpacked_body(&text.text, head) else { return self.body_missing(line, "its body is packed") };
        if body.len() > self.decodable() {
            return self.body_missing(line, TOO_LONG);
        }
        self.decoded += body.len();
        let whole = text.map.map(&(0..text.text.len())).filter(|_| matches!(body, Cow::Owned(_)));
        let map = whole.map_or(Cow::Borrowed(&text.map), |span| Cow::Owned(SourceMap::Whole(span)));
        let document = Document::parse(&body);
        let scope = Scope { document: &document, map: &map, place, whole: true, head, holes: &text.holes };
        match document.root() {
            None if !text.holes.is_empty() => self.body_missing(line, "its body is put together by a program"),
            None => self.broken(&scope),
            Some(root) => self.request(&scope, root),
        }
    }

    /// How many more bytes may be decoded.
    fn decodable(&self) -> usize {
        let most = self.file.len().saturating_mul(MAX_GROWTH).max(1 << 16);
        most.saturating_sub(self.decoded)
    }

    /// A body that is a value of the document that holds it, or a text in it.
    pub(super) fn body(&mut self, body: Value<'_>, place: Option<RequestId>, head: &Head<'_>) {
        match body {
            Value::Json(node, base) if !node.is_string() => {
                let map = SourceMap::Shift(base);
                let scope = Scope { document: node.document(), map: &map, place, whole: false, head, holes: &[] };
                self.request(&scope, node);
            }
            _ => self.text_of(body, place, head),
        }
    }

    /// A body that is a text, or a value that is judged without what stands round it.
    pub(super) fn text_of(&mut self, body: Value<'_>, place: Option<RequestId>, head: &Head<'_>) {
        let line = place.as_ref().and_then(|place| place.line);
        match body.as_body(self.decodable()) {
            Some(text) => self.text(&text, place, head),
            None => self.body_missing(line, "its body was not kept, or is too long"),
        }
    }

    /// A request whose body cannot be read.
    pub(super) fn body_missing(&mut self, line: Option<usize>, reason: &'static str) {
        self.tally.body_missing += 1;
        self.body_missing.push(Unread { line, reason, file: None });
    }

    /// A request whose body is not in this file; what stands around it is judged all the same.
    pub(super) fn elsewhere(
        &mut self,
        place: RequestId,
        head: &Head<'_>,
        reason: &'static str,
        file: Option<BodyFile>,
    ) {
        let (document, map) = (Document::parse(b""), SourceMap::Nowhere);
        self.tally.body_missing += 1;
        self.body_missing.push(Unread { line: place.line, reason, file });
        let scope = Scope { document: &document, map: &map, place: Some(place), whole: true, head, holes: &[] };
        self.visit(&scope, Some(Content::Elsewhere), 0..0);
    }

    /// A request whose JSON cannot be read as a value.
    pub(super) fn broken(&mut self, scope: &Scope<'_>) {
        let extent = 0..scope.document.source().len();
        self.visit(scope, None, extent);
        self.tally.requests += 1;
    }

    pub(super) fn one(&mut self, scope: &Scope<'_>, content: Content<'_>, wire: Node<'_>) {
        let extent = if scope.whole { 0..scope.document.source().len() } else { wire.span() };
        self.visit(scope, Some(content), extent);
        self.tally.requests += 1;
    }

    /// Shows an entry without counting it as a request.
    pub(super) fn visit(&mut self, scope: &Scope<'_>, content: Option<Content<'_>>, extent: Range<usize>) {
        (self.visit)(&Entry {
            place: scope.place.clone(),
            document: scope.document,
            content,
            head: scope.head,
            map: scope.map,
            holes: scope.holes,
            wire_bytes: extent.len(),
            extent,
        });
    }
}
