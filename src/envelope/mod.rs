//! Finds the requests in a file, and what is known around each.
//!
//! A reader turns bytes into [`Entry`]s; it judges nothing. What a file is, is decided by its content first and
//! by its name where content cannot tell. Spans inside a body that is itself a string map back to the bytes of
//! the file through [`SourceMap`].

#[cfg(feature = "recordings")]
mod base64;
mod batch;
mod contents;
mod emit;
mod exchange;
mod gzip;
mod head;
mod http;
mod jsonl;
mod kind;
mod markdown;
mod placeholder;
mod recognise;
mod recording;
mod shell;
mod source_map;
mod value;
#[cfg(feature = "recordings")]
mod yaml;

use std::borrow::Cow;
use std::ops::Range;

pub use contents::{BodyFile, Contents, Tally, Unread};
use gzip::GZIP_MAGIC;
pub use gzip::{MAX_UNPACKED, unpack};
pub use head::{Head, Header, HeaderValue, Headers};
pub use kind::Kind;
pub use source_map::{Pieces, SourceMap};

use crate::json::{Document, Node};
use emit::{Emitter, Scope};

/// One request, as a reader found it.
pub struct Entry<'a> {
    /// Which request of its file this is; `None` where the file is the request.
    pub place: Option<RequestId>,
    /// The tree that holds the request; it may be broken.
    pub document: &'a Document<'a>,
    /// The value on the wire and the Messages body in it; `None` where the JSON is broken.
    pub content: Option<Content<'a>>,
    /// Method, url, headers, date.
    pub head: &'a Head<'a>,
    /// From the document's offsets to the file's.
    pub map: &'a SourceMap,
    /// Parts of the document's text that stand for something else: a shell variable, an ellipsis on a page. What
    /// touches them is not judged.
    pub holes: &'a [Range<usize>],
    /// The request's bytes in the document's text; the document may hold other requests.
    pub extent: Range<usize>,
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
        /// Its number in the batch, from 0.
        index: usize,
    },
    /// A whole batch `{"requests": […]}`: only the batch itself is judged here, its items follow one by one.
    Batch(Node<'a>),
    /// Nothing: the body is in another file, or made by a program. Only what stands around it is judged.
    Elsewhere,
}

/// Which request of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct RequestId {
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

/// How a file is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The file was named by the user: it is read whatever it looks like.
    pub named: bool,
    /// What it is, where the user says so.
    pub kind: Option<Kind>,
}

/// Reads the requests of a file, whatever kind it is: told by content first, then by name.
///
/// `text` is the file's text as [`unpack`] returns it. To learn only what the file is and how many requests it has, let
/// `visit` do nothing: requests are found, not judged. `None` for a file that plainly has no request, unless the user
/// named it.
pub fn read_file(name: &str, text: &[u8], options: Options, visit: &mut Visit<'_>) -> Option<Contents> {
    let mut out = Emitter::new(text, visit);
    // A page that is named is read as a page, though it has no request.
    let by_name = || recognise::by_name(name).filter(|_| options.named && !recognise::is_json(name, text));
    let (kind, cut_short) = match options.kind.or_else(|| recognise::text_kind(name, text)).or_else(by_name) {
        Some(kind) => (kind, read_as(kind, name, text, options.named, &mut out)),
        None => (read_json(text, options.named, &mut out)?, None),
    };
    let contents = Contents { kind, tally: out.tally, body_missing: out.body_missing, cut_short };
    // A batch without items is a fault of the batch itself.
    let is_empty = (contents.tally == Tally::default() && kind != Kind::Batch)
        || (contents.tally.requests == 0 && kind == Kind::Jsonl);
    (options.named || options.kind.is_some() || !is_empty).then_some(contents)
}

/// Reads a text as what it is said to be.
fn read_as(kind: Kind, name: &str, text: &[u8], named: bool, out: &mut Emitter<'_>) -> Option<String> {
    match kind {
        Kind::Jsonl => jsonl::read(text, named, out),
        Kind::Shell => shell::read(text, out),
        Kind::Markdown => markdown::read(text, out),
        Kind::Http => http::read(text, out),
        kind if kind.is_recording() && !recognise::is_json(name, text) => return read_yaml(kind, text, out),
        _ => read_value(kind, &Document::parse(text), out),
    }
    None
}

/// A text that is no JSON, and where it begins: behind a byte-order mark.
fn as_utf_8<'t>(text: &'t [u8], out: &mut Emitter<'_>) -> Option<(&'t str, usize)> {
    let Ok(text) = simdutf8::basic::from_utf8(text) else {
        out.body_missing(None, "the text is not UTF-8");
        return None;
    };
    Some((text, text.len() - text.trim_start_matches('\u{feff}').len()))
}

#[cfg(not(feature = "recordings"))]
fn read_yaml(_kind: Kind, _text: &[u8], _out: &mut Emitter<'_>) -> Option<String> {
    Some("it is YAML, which this build does not read".to_owned())
}

#[cfg(feature = "recordings")]
fn read_yaml(kind: Kind, text: &[u8], out: &mut Emitter<'_>) -> Option<String> {
    let text = match simdutf8::basic::from_utf8(text) {
        Ok(text) => text,
        Err(error) => return Some(error.to_string()),
    };
    let document = yaml::Document::parse(text);
    document.roots().for_each(|root| recording::read(kind, value::Value::Yaml(root), out));
    document.cut_short
}

/// Reads a text that nothing tells to be anything but JSON.
fn read_json(text: &[u8], named: bool, out: &mut Emitter<'_>) -> Option<Kind> {
    let document = Document::parse(text);
    let (kind, is_plausible) = match document.root() {
        Some(root) => (recognise::kind(root), recognise::looks_like_request(root)),
        None => (Kind::Body, recognise::mentions_request(text)),
    };
    if !is_plausible && !named && !kind.is_recording() {
        return None;
    }
    read_value(kind, &document, out);
    Some(kind)
}

/// Reads a JSON document that is the whole of a file.
fn read_value(kind: Kind, document: &Document<'_>, out: &mut Emitter<'_>) {
    let map = SourceMap::Shift(0);
    let scope = Scope { document, map: &map, place: None, whole: true, head: &Head::default(), holes: &[] };
    match document.root() {
        None => out.broken(&scope),
        Some(root) if kind.is_recording() => recording::read(kind, value::Value::Json(root, 0), out),
        Some(root) if kind == Kind::Body => out.one(&scope, Content::Body(root), root),
        Some(root) => read_node(&scope, root, out),
    }
}

/// Whether a file holds one JSON value a line, told by its name or by the `start` of its text.
pub fn is_lines(name: &str, start: &[u8]) -> bool {
    !start.starts_with(GZIP_MAGIC) && recognise::is_jsonl(name, start)
}

/// Reads whole lines of a file that holds one JSON value a line, as [`read_file`] reads all of them. Lines that plainly
/// are no request are passed over, unless the user `named` the file.
pub fn read_lines(lines: &[u8], named: bool, visit: &mut Visit<'_>) -> Tally {
    let mut out = Emitter::new(lines, visit);
    jsonl::read(lines, named, &mut out);
    out.tally
}

/// Whether a file may hold commands that name other files as bodies, by its name.
pub fn may_name_files(name: &str) -> bool {
    !matches!(&*extension(name), "json" | "jsonc" | "jsonl" | "ndjson" | "har" | "yaml" | "yml")
}

/// Reads a document as the body of one request whose head is known.
pub fn read_body(document: &Document<'_>, map: &SourceMap, head: &Head<'_>, visit: &mut Visit<'_>) -> Tally {
    let mut out = Emitter::new(document.source().as_bytes(), visit);
    let scope = Scope { document, map, place: None, whole: true, head, holes: &[] };
    match document.root() {
        None => out.broken(&scope),
        Some(root) => match recognise::shape(root) {
            recognise::Shape::Batch => batch::read(&scope, root, &mut out),
            _ => out.one(&scope, Content::Body(root), root),
        },
    }
    out.tally
}

/// Reads bytes as the body of one request whose head is known. They may be packed as the head says, and where they
/// `are_joined` line breaks are left out when they are sent.
pub fn read_bytes(body: &[u8], head: &Head<'_>, are_joined: bool, visit: &mut Visit<'_>) -> Tally {
    let text = match gzip::unpacked_body(body, head) {
        Some(Cow::Borrowed(text)) => text,
        Some(Cow::Owned(text)) => {
            return read_body(&Document::parse(&text), &SourceMap::Whole(0..body.len()), head, visit);
        }
        None => return Tally { body_missing: 1, ..Tally::default() },
    };
    let document = Document::parse(text);
    // Line breaks matter only inside of strings, where they are a fault.
    if are_joined && !document.errors().is_empty() {
        let (joined, pieces) = joined(text);
        return read_body(&Document::parse(&joined), &SourceMap::Pieces(pieces), head, visit);
    }
    read_body(&document, &SourceMap::Shift(0), head, visit)
}

/// The text without its line breaks.
fn joined(text: &[u8]) -> (Vec<u8>, Pieces) {
    let (mut joined, mut pieces) = (Vec::with_capacity(text.len()), Pieces::new(0));
    let mut at = 0;
    for line in text.split(|byte| matches!(byte, b'\r' | b'\n')) {
        pieces.copied(line.len(), at);
        joined.extend_from_slice(line);
        at += line.len() + 1;
    }
    (joined, pieces)
}

/// Reads a value of a JSON document: a body, a batch, an exchange, or an array of these.
fn read_node(scope: &Scope<'_>, node: Node<'_>, out: &mut Emitter<'_>) {
    match recognise::shape(node) {
        recognise::Shape::Exchange => exchange::read(scope, node, out),
        recognise::Shape::List => {
            for item in node.items() {
                let at = scope.map.map(&item.span()).map(|span| span.start);
                let scope = Scope { place: Some(out.place(at)), whole: false, ..*scope };
                read_node(&scope, item, out);
            }
        }
        _ => out.request(scope, node),
    }
}

/// Whether a file met on a walk through a folder is worth opening, by its name.
pub fn is_candidate(name: &str) -> bool {
    const ENDINGS: [&str; 15] = [
        "json", "jsonl", "ndjson", "har", "yaml", "yml", "md", "mdx", "markdown", "sh", "bash", "zsh", "http", "rest",
        "jsonc",
    ];
    ENDINGS.contains(&extension(name).as_str())
}

/// The ending of a file's name in lower case, that of the packed file for `.gz`.
fn extension(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_owned())
}
