//! Finds the requests in a file, and what is known around each.
//!
//! A reader turns bytes into [`Entry`]s; it judges nothing. What a file is, is decided by its content first and
//! by its name where content cannot tell. Spans inside a body that is itself a string map back to the bytes of
//! the file through [`SourceMap`].

mod batch;
mod exchange;
mod head;
mod jsonl;
mod recognise;
mod source_map;

pub use head::{Head, Header, HeaderValue, Headers};
pub use source_map::SourceMap;

use crate::json::{Document, Node};

/// One request, as a reader found it.
pub struct Entry<'a> {
    /// Which request of its file this is; `None` where the file is the request.
    pub place: Option<Place>,
    /// The tree that holds the request; it may be broken.
    pub document: &'a Document<'a>,
    /// The value on the wire and the Messages body in it; `None` where the JSON is broken.
    pub content: Option<Content<'a>>,
    /// Method, url, headers, date.
    pub head: &'a Head<'a>,
    /// From the document's offsets to the file's.
    pub map: &'a SourceMap,
    /// How many bytes the request takes on the wire.
    pub wire_bytes: usize,
}

/// What a request says.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// A body of `/v1/messages` or `count_tokens`.
    Body(Node<'a>),
    /// One item `{"custom_id", "params"}` of a batch; `wire` is the batch where there is one, else the item.
    Item {
        /// What pointers start from.
        wire: Node<'a>,
        /// The item.
        item: Node<'a>,
    },
    /// A whole batch `{"requests": […]}`: only the batch itself is judged here, its items follow one by one.
    Batch(Node<'a>),
}

/// Which request of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// 0-based number of the request in its file.
    pub index: usize,
    /// 1-based line it starts on.
    pub line: Option<usize>,
    /// The batch item's `custom_id`.
    pub custom_id: Option<String>,
    /// The url it was sent to, query and credentials removed.
    pub url: Option<String>,
}

/// Receives entries in the order of the file.
pub type Visit<'v> = dyn FnMut(&Entry<'_>) + 'v;

/// What a reader made of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Requests found.
    pub requests: usize,
    /// Requests to other hosts or paths, passed over.
    pub foreign: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.requests += other.requests;
        self.foreign += other.foreign;
    }
}

/// Reads the requests of a file, whatever kind it is: told by content first, then by name.
///
/// `None` for JSON that is plainly no request, unless the user `named` the file.
pub fn read_file(name: &str, text: &[u8], named: bool, visit: &mut Visit<'_>) -> Option<Tally> {
    if recognise::is_jsonl(name, text) {
        return Some(read_lines(text, visit));
    }
    let document = Document::parse(text);
    let plausible = match document.root() {
        Some(root) => recognise::looks_like_request(root),
        None => recognise::mentions_request(text),
    };
    if !plausible && !named {
        return None;
    }
    Some(read_document(&document, 0, None, visit))
}

/// Whether a file holds one JSON value a line, told by its name or by the `start` of its text.
pub fn is_lines(name: &str, start: &[u8]) -> bool {
    recognise::is_jsonl(name, start)
}

/// Reads each line that holds something as a value of its own; a broken line is one entry.
pub fn read_lines(text: &[u8], visit: &mut Visit<'_>) -> Tally {
    let mut tally = Tally::default();
    for (offset, number, line) in jsonl::lines(text) {
        let place = Place { index: tally.requests, line: Some(number), ..Place::default() };
        let document = Document::parse(line);
        tally += read_document(&document, offset, Some(place), visit);
    }
    tally
}

/// Reads a document as the body of one request whose head is known.
pub fn read_body(document: &Document<'_>, map: &SourceMap, head: &Head<'_>, visit: &mut Visit<'_>) -> Tally {
    let scope = Scope { document, map, place: None, whole: true };
    match document.root() {
        None => broken(&scope, head, visit),
        Some(root) if recognise::value(root) == recognise::Shape::Batch => batch::read(&scope, root, head, visit),
        Some(root) => one(&scope, Content::Body(root), head, root, visit),
    }
}

/// Reads the value of a document that stands at `base` in its file: a body, a batch, an exchange, or an array of
/// these.
fn read_document(document: &Document<'_>, base: usize, place: Option<Place>, visit: &mut Visit<'_>) -> Tally {
    let scope = Scope { document, map: &SourceMap::Shift(base), place, whole: true };
    match document.root() {
        None => broken(&scope, &Head::default(), visit),
        Some(root) => read_node(&scope, root, visit),
    }
}

/// A request whose JSON cannot be read as a value.
fn broken(scope: &Scope<'_>, head: &Head<'_>, visit: &mut Visit<'_>) -> Tally {
    let wire_bytes = scope.document.source().len();
    let (document, map, place) = (scope.document, scope.map, scope.place.clone());
    visit(&Entry { place, document, content: None, head, map, wire_bytes });
    Tally { requests: 1, foreign: 0 }
}

/// Where a value stands that a reader looks at.
pub(crate) struct Scope<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) map: &'a SourceMap,
    pub(crate) place: Option<Place>,
    /// Whether the value is all of its file or line, so that white space round it is sent too.
    pub(crate) whole: bool,
}

fn read_node(scope: &Scope<'_>, node: Node<'_>, visit: &mut Visit<'_>) -> Tally {
    match recognise::value(node) {
        recognise::Shape::Exchanges => read_each(scope, node, visit),
        recognise::Shape::Exchange => exchange::read(scope, node, visit),
        recognise::Shape::Batch => batch::read(scope, node, &Head::default(), visit),
        recognise::Shape::Item => {
            let content = Content::Item { wire: node, item: node };
            one(scope, content, &Head::default(), node, visit)
        }
        recognise::Shape::Body => one(scope, Content::Body(node), &Head::default(), node, visit),
    }
}

fn read_each(scope: &Scope<'_>, array: Node<'_>, visit: &mut Visit<'_>) -> Tally {
    let mut tally = Tally::default();
    for item in array.items() {
        let place = Place { index: tally.requests, ..scope.place.clone().unwrap_or_default() };
        let scope = Scope { place: Some(place), whole: false, ..*scope };
        tally += read_node(&scope, item, visit);
    }
    tally
}

fn one(scope: &Scope<'_>, content: Content<'_>, head: &Head<'_>, wire: Node<'_>, visit: &mut Visit<'_>) -> Tally {
    let wire_bytes = if scope.whole { scope.document.source().len() } else { wire.byte_len() };
    visit(&Entry {
        place: scope.place.clone(),
        document: scope.document,
        content: Some(content),
        head,
        map: scope.map,
        wire_bytes,
    });
    Tally { requests: 1, foreign: 0 }
}
