//! Code fences of Markdown pages: `curl` commands, and JSON that is a Messages body.

use std::ops::Range;

use super::body;
use super::emitter::{Emitter, Origin};
use super::head::Head;
use super::holes::placeholder_spans;
use super::shell;
use super::sniff::starts_as_json;
use super::source_map::SourceMap;
use crate::json::{Document, Node};
use crate::placeholder::has_ellipsis;

/// The languages of fences that may contain commands.
const SHELL_LANGUAGES: [&str; 9] = ["", "sh", "bash", "zsh", "shell", "console", "shell-session", "terminal", "curl"];
/// The languages of fences that may contain a body.
const JSON_LANGUAGES: [&str; 4] = ["", "json", "jsonc", "json5"];
/// Words after the language that mark a deliberately wrong example.
const WRONG_EXAMPLE: [&str; 6] = ["fail", "wrong", "invalid", "bad", "error", "ignore"];

/// Reads the fences of a page, except deliberately wrong examples.
pub(super) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, start)) = emitter.utf_8(text) else { return };
    for fence in fences(text, start).filter(|fence| !fence.is_wrong) {
        let language = fence.language.as_str();
        if JSON_LANGUAGES.contains(&language) && starts_as_json(text[fence.content.clone()].as_bytes()) {
            read_json(text, fence.content, emitter);
        } else if SHELL_LANGUAGES.contains(&language) {
            shell::read_part(text, fence.content, true, emitter);
        }
    }
}

/// Reads a fence that contains a complete body. Pages also show parts of bodies, which are skipped.
fn read_json(text: &str, content: Range<usize>, emitter: &mut Emitter<'_>) {
    let document = Document::parse(text[content.clone()].as_bytes());
    let has = |root: &Node<'_>, name: &str| root.get(name).is_some();
    let Some(root) = document.root().filter(|root| has(root, "messages") && has(root, "model")) else { return };
    let json = &text[content.clone()];
    let has_elision = document.errors().iter().any(|error| is_elision(&json[error.span.clone()]));
    let id = emitter.request_id(Some(content.start));
    if has_elision || !document.errors().is_empty() && has_ellipsis(json) {
        return emitter.body_missing(id.line, "parts of its body are left out");
    }
    let holes = placeholder_spans(root);
    let map = SourceMap::Shift(content.start);
    let (head, id) = (Head::default(), Some(id));
    let origin = Origin { document: &document, map: &map, id, is_whole: true, head: &head, holes: &holes };
    body::read(&origin, root, emitter);
}

/// Whether the text of a syntax error shows that the author left something out: with dots, of which an error may cover
/// only two, or with a comment.
fn is_elision(text: &str) -> bool {
    has_ellipsis(text) || text.contains("..") || text.starts_with("//") || text.starts_with("/*")
}

/// One code fence.
struct Fence {
    /// The language in lower case; empty if there is none.
    language: String,
    /// Whether its content is deliberately wrong.
    is_wrong: bool,
    /// The bytes of its content.
    content: Range<usize>,
}

/// The fences of a page from `start` on.
fn fences(text: &str, start: usize) -> impl Iterator<Item = Fence> {
    let mut at = start;
    let mut lines = text[start..].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    });
    std::iter::from_fn(move || {
        let (marker, mut words, start) = lines.by_ref().find_map(|(start, line)| {
            let (marker, info) = opening(line)?;
            let words = info.split([' ', '{', '}', ',']).map(str::to_ascii_lowercase);
            Some((marker, words, start + line.len()))
        })?;
        let language = words.next().unwrap_or_default();
        let is_wrong = words.any(|word| WRONG_EXAMPLE.contains(&word.as_str()));
        let closing = lines.by_ref().find(|(_, line)| closes(line, marker));
        Some(Fence { language, is_wrong, content: start..closing.map_or(text.len(), |(at, _)| at) })
    })
}

/// The marker (```` ``` ````, `~~~`, or longer) and the info string of a line that opens a fence.
fn opening(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let first = line.chars().next().filter(|first| matches!(first, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(first).len();
    (length >= 3).then(|| (&line[..length], line[length..].trim()))
}

fn closes(line: &str, marker: &str) -> bool {
    let line = line.trim();
    line.starts_with(marker) && line.trim_start_matches(&marker[..1]).is_empty()
}
