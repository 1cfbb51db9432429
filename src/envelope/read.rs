//! Reading requests from a file, a part of a file, or a body.

use crate::mask::{Shown, shown};
use std::borrow::Cow;

use super::body;
use super::contents::{Contents, Found, Tally};
use super::emitter::{Emitter, Origin};
use super::entry::Visit;
use super::exchange;
use super::gzip::GZIP_MAGIC;
use super::head::Head;
use super::kind::Kind;
use super::options::Options;
use super::recognition::{is_json, is_jsonl, is_script, json_kind, kind_from_name, text_kind};
use super::shape::Likeness;
use super::sniff::{extension, mentions_request};
use super::source_map::SourceMap;
use super::text::without_line_breaks;
use super::value::Value;
use super::{asciidoc, content_encoding, http, httprr, jsonl, markdown, other_program, recording, rst, shell};
use crate::error::{Error, ErrorKind};
use crate::json::Document;
use crate::knowledge::Knowledge;
use crate::limits::Limits;

/// Reads the requests of a file. The kind of file is determined from its content first, then from its name.
///
/// `text` is the text of the file as [`unpack`](super::unpack) returns it. To find out only what the file contains,
/// pass a `visit` that does nothing: requests are found without being validated. Returns `None` for a file that clearly
/// contains no requests, unless the user named it.
pub fn read_file(name: &str, text: &[u8], options: Options<'_>, visit: &mut Visit<'_>) -> Option<Contents> {
    let mut emitter = Emitter::new(text, options, visit);
    // A file that the user named is read as its name suggests, even if its text mentions no request.
    let named_kind = || kind_from_name(name).filter(|_| options.named && !is_json(name, text));
    let (kind, mut read_error) = match options.kind.or_else(|| text_kind(name, text)).or_else(named_kind) {
        Some(kind) => (kind, read_kind(kind, name, text, options.named, &mut emitter)),
        None => (read_json(name, text, options.named, &mut emitter)?, None),
    };
    let is_empty = emitter.tally.requests + emitter.tally.body_missing == 0;
    if let Some(error) = read_error.take_if(|_| is_empty && options.kind.is_none() && !may_call_messages(text)) {
        emitter.skip(None, shown!("{}; nothing in the file is for the Messages API", error.reason()));
    }
    let missing_bodies = std::mem::take(&mut emitter.missing_bodies);
    let Found { tally, skips, read_error: limit_error } = emitter.found();
    let contents = Contents { kind, tally, skips, missing_bodies, read_error: read_error.or(limit_error) };
    // A batch may be empty: that is a fault of the batch.
    let is_empty = (contents.tally == Tally::default() && kind != Kind::Batch)
        || kind == Kind::Jsonl
            && contents.tally.requests == 0
            && contents.skips.iter().all(|skip| skip.reason == jsonl::NOT_A_REQUEST);
    (options.named || options.kind.is_some() || !is_empty).then_some(contents)
}

/// Reads a text of a known kind. Returns why it could not be read to its end.
fn read_kind(kind: Kind, name: &str, text: &[u8], named: bool, emitter: &mut Emitter<'_>) -> Option<Error> {
    match kind {
        Kind::Jsonl => jsonl::read(text, named, &head_of_file(name, emitter.knowledge), emitter),
        Kind::Shell => shell::read(text, emitter),
        Kind::Markdown => markdown::read(text, emitter),
        Kind::Rst => rst::read(text, emitter),
        Kind::Asciidoc => asciidoc::read(text, emitter),
        Kind::Http => http::read(text, emitter),
        Kind::Httprr => httprr::read(text, emitter),
        Kind::Python | Kind::TypeScript | Kind::Notebook => return read_code(kind, name, text, emitter),
        kind if kind.is_recording() && !is_json(name, text) => return read_yaml(kind, text, emitter),
        _ => read_json_kind(kind, name, &Document::parse(text), emitter),
    }
    None
}

/// What the name of a file says about the requests in it that have no URL.
fn head_of_file(name: &str, knowledge: &Knowledge) -> Head<'static> {
    Head { endpoint: knowledge.platforms().endpoint_of_file(name), ..Head::default() }
}

/// Whether a text that cannot be parsed may contain a request to the Messages API.
fn may_call_messages(text: &[u8]) -> bool {
    const WORDS: [&str; 5] = ["anthropic", "/v1/messages", "claude", "/invoke", "rawPredict"];
    WORDS.iter().any(|word| memchr::memmem::find(text, word.as_bytes()).is_some())
}

#[cfg(not(feature = "code"))]
fn read_code(_kind: Kind, _name: &str, _text: &[u8], _emitter: &mut Emitter<'_>) -> Option<Error> {
    Some(unreadable("source code requires the feature `code`"))
}

#[cfg(feature = "code")]
fn read_code(kind: Kind, name: &str, text: &[u8], emitter: &mut Emitter<'_>) -> Option<Error> {
    use super::code::{self, Language};
    if kind == Kind::Notebook {
        return super::notebook::read(text, emitter).err().map(unreadable);
    }
    let (text, start) = emitter.utf_8(text)?;
    match (kind, &*extension(name)) {
        (Kind::Python, _) => code::read_part(text, start..text.len(), Language::Python, emitter),
        (_, "vue" | "svelte") => code::read_component(text, emitter),
        (_, extension) => code::read_part(text, start..text.len(), Language::of_script(extension), emitter),
    }
    None
}

fn unreadable(reason: impl Into<Shown>) -> Error {
    Error::new(ErrorKind::UnreadableInput, reason)
}

#[cfg(not(feature = "recordings"))]
fn read_yaml(_kind: Kind, _text: &[u8], _emitter: &mut Emitter<'_>) -> Option<Error> {
    Some(unreadable("YAML requires the feature `recordings`"))
}

#[cfg(feature = "recordings")]
fn read_yaml(kind: Kind, text: &[u8], emitter: &mut Emitter<'_>) -> Option<Error> {
    let text = match simdutf8::basic::from_utf8(text) {
        Ok(text) => text,
        Err(error) => return Some(unreadable(Shown::masked(error.to_string()))),
    };
    let document = super::yaml::Document::parse(text);
    document.roots().for_each(|root| recording::read(kind, Value::Yaml(root), emitter));
    document.error.map(unreadable)
}

/// Reads a text as JSON of whatever kind it turns out to be. `None` if it clearly contains no requests.
fn read_json(name: &str, text: &[u8], named: bool, emitter: &mut Emitter<'_>) -> Option<Kind> {
    let document = Document::parse(text);
    if let Some(program) = document.root().and_then(other_program::name) {
        if !named && !may_call_messages(text) {
            return None;
        }
        emitter.skip(None, shown!("{program}, which is not read", program));
        return Some(Kind::Other);
    }
    let (kind, likeness) = match document.root() {
        Some(root) => (json_kind(root), Likeness::of(root)),
        None if mentions_request(text) => (Kind::Body, Likeness::Request),
        None => (Kind::Body, Likeness::Unrelated),
    };
    match likeness {
        _ if named || kind.is_recording() => {}
        Likeness::Request => {}
        Likeness::Similar(reason) => {
            emitter.skip(None, reason.into());
            return Some(kind);
        }
        Likeness::Unrelated => return None,
    }
    read_json_kind(kind, name, &document, emitter);
    Some(kind)
}

/// Reads a JSON document that is a whole file of a known kind.
fn read_json_kind(kind: Kind, name: &str, document: &Document<'_>, emitter: &mut Emitter<'_>) {
    let map = SourceMap::Shift(0);
    let head = head_of_file(name, emitter.knowledge);
    let origin = Origin { document, map: &map, id: None, is_whole: true, head: &head };
    match document.root() {
        None => emitter.emit_broken(&origin),
        Some(root) if kind.is_recording() => recording::read(kind, Value::Json(root, 0), emitter),
        Some(root) if kind == Kind::Body => body::read_body(&origin, root, emitter),
        Some(root) => exchange::read(&origin, root, emitter),
    }
}

/// Reads whole lines of a file with one JSON value per line, as [`read_file`] reads all of them. Lines that are clearly
/// not requests are skipped, unless the user named the file.
pub fn read_lines(name: &str, lines: &[u8], options: Options<'_>, visit: &mut Visit<'_>) -> Found {
    let mut emitter = Emitter::new(lines, options, visit);
    let head = head_of_file(name, options.knowledge);
    jsonl::read(lines, options.named, &head, &mut emitter);
    emitter.found()
}

/// Reads bytes as the body of one request whose head is known. The body may be compressed as the head says; with
/// `strip_line_breaks`, it is sent without its line breaks.
pub fn read_bytes(bytes: &[u8], head: &Head<'_>, strip_line_breaks: bool, visit: &mut Visit<'_>) -> Tally {
    let text = match content_encoding::decode(bytes, head, Limits::default().max_unpacked_size()) {
        Some(Cow::Borrowed(text)) => text,
        Some(Cow::Owned(text)) => {
            return read_body(&Document::parse(&text), &SourceMap::Whole(0..bytes.len()), head, visit);
        }
        None => return Tally { body_missing: 1, ..Tally::default() },
    };
    let document = Document::parse(text);
    // Line breaks only make a difference within strings, where they are syntax errors.
    if strip_line_breaks && !document.errors().is_empty() {
        let (stripped, pieces) = without_line_breaks(text);
        return read_body(&Document::parse(&stripped), &SourceMap::Pieces(pieces), head, visit);
    }
    read_body(&document, &SourceMap::Shift(0), head, visit)
}

/// Reads a document as the body of one request whose head is known.
pub fn read_body(document: &Document<'_>, map: &SourceMap, head: &Head<'_>, visit: &mut Visit<'_>) -> Tally {
    // A body has no URL, so that the tables do not matter.
    let mut emitter = Emitter::new(document.source().as_bytes(), Options::default(), visit);
    body::read_document(document, map, head, &mut emitter);
    emitter.tally
}

/// Whether a file has one JSON value per line, judging by its name or by the `start` of its text.
pub fn is_lines(name: &str, start: &[u8]) -> bool {
    !start.starts_with(GZIP_MAGIC) && is_jsonl(name, start)
}

/// Whether a file may contain commands that name other files as bodies, judging by its name.
pub fn may_name_files(name: &str) -> bool {
    let extension = extension(name);
    let is_other =
        matches!(&*extension, "json" | "jsonc" | "jsonl" | "ndjson" | "har" | "httprr" | "yaml" | "yml" | "py");
    !is_other && !is_script(&extension)
}

/// Whether a file found in a directory is worth opening, judging by its name.
pub fn is_candidate(name: &str) -> bool {
    const EXTENSIONS: [&str; 19] = [
        "json", "jsonl", "ndjson", "har", "httprr", "yaml", "yml", "md", "mdx", "markdown", "rst", "adoc", "asciidoc",
        "sh", "bash", "zsh", "http", "rest", "jsonc",
    ];
    let extension = extension(name);
    EXTENSIONS.contains(&&*extension) || cfg!(feature = "code") && is_source_code(name, &extension)
}

/// Whether a file contains source code that is read. Declarations of types contain no calls.
fn is_source_code(name: &str, extension: &str) -> bool {
    let is_declaration = || name.trim_end_matches(extension).to_ascii_lowercase().ends_with(".d.");
    matches!(extension, "py" | "ipynb") || is_script(extension) && !is_declaration()
}
