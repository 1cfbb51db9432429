//! Code fences of Markdown pages: commands, requests as they are sent, and JSON that is a Messages body.

use std::ops::Range;

use super::emitter::{Emitter, Origin};
use super::entry::Content;
use super::head::Head;
use super::holes::{self, placeholder_spans};
use super::http;
use super::lines::lines_from;
use super::receiver::{self, Mentioned};
use super::shape::Likeness;
use super::shell;
use super::sniff::starts_as_json;
use super::source_map::SourceMap;
use crate::json::{Document, Node};
use crate::knowledge::Knowledge;

/// The languages of fences that may contain commands.
const SHELL_LANGUAGES: [&str; 9] = ["", "sh", "bash", "zsh", "shell", "console", "shell-session", "terminal", "curl"];
/// The languages of fences that may contain a body.
const JSON_LANGUAGES: [&str; 4] = ["", "json", "jsonc", "json5"];
/// The languages of fences that contain a request as it is sent.
const HTTP_LANGUAGES: [&str; 2] = ["http", "rest"];
/// Words after the language that mark a deliberately wrong example.
const WRONG_EXAMPLE: [&str; 6] = ["fail", "wrong", "invalid", "bad", "error", "ignore"];

/// Reads the fences of a page, except deliberately wrong examples.
pub(super) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, start)) = emitter.utf_8(text) else { return };
    read_text(text, start, emitter);
}

/// Reads the fences of a text from `start` on.
pub(super) fn read_text(text: &str, start: usize, emitter: &mut Emitter<'_>) {
    read_fences(text, fences(text, start), emitter);
}

/// Reads the fences of a page of any format.
pub(super) fn read_fences(text: &str, fences: impl IntoIterator<Item = Fence>, emitter: &mut Emitter<'_>) {
    let mut mentions = None;
    for fence in fences.into_iter().filter(|fence| !fence.is_wrong) {
        let language = fence.language.as_str();
        if JSON_LANGUAGES.contains(&language) && starts_as_json(text[fence.content.clone()].as_bytes()) {
            read_json(text, fence.content, &mut mentions, emitter);
        } else if HTTP_LANGUAGES.contains(&language) || language.is_empty() && is_http(&text[fence.content.clone()]) {
            http::read_fence(text, fence.content, emitter);
        } else if SHELL_LANGUAGES.contains(&language) {
            shell::read_part(text, fence.content, true, emitter);
        } else {
            read_program(text, fence, emitter);
        }
    }
}

#[cfg(feature = "code")]
fn read_program(text: &str, fence: Fence, emitter: &mut Emitter<'_>) {
    if let Some(language) = super::code::Language::of_fence(&fence.language) {
        super::code::read_part(text, fence.content, language, emitter);
    }
}

#[cfg(not(feature = "code"))]
fn read_program(_text: &str, _fence: Fence, _emitter: &mut Emitter<'_>) {}

/// Reads a fence that contains a complete body. Pages also show parts of bodies, which are skipped.
fn read_json<'k>(text: &str, content: Range<usize>, mentions: &mut Option<Mentions<'k>>, emitter: &mut Emitter<'k>) {
    let mut document = Document::parse(text[content.clone()].as_bytes());
    let has = |root: &Node<'_>, name: &str| root.get(name).is_some();
    let Some(root) = document.root().filter(|root| has(root, "messages") && has(root, "model")) else { return };
    let id = emitter.request_id(Some(content.start));
    let knowledge = emitter.knowledge;
    let mentioned = mentions.get_or_insert_with(|| Mentions::of(text, knowledge)).before(content.start);
    let endpoint = match mentioned {
        Some(Mentioned::Messages(endpoint)) => Some(endpoint),
        _ => None,
    };
    let head = Head { endpoint, ..Head::default() };
    if let Err(reason) = receiver::check_body(root, &head, mentioned, knowledge) {
        return emitter.skip(id.line, reason);
    }
    if holes::is_abbreviated(text[content.clone()].as_bytes()) {
        return emitter.body_missing(id.line, holes::ABBREVIATED);
    }
    if Likeness::of(root) != Likeness::Request {
        return;
    }
    document.mark_unknown(&placeholder_spans(root), &[]);
    let Some(root) = document.root() else { return };
    let map = SourceMap::Shift(content.start);
    let origin = Origin { document: &document, map: &map, id: Some(id), is_whole: true, head: &head };
    emitter.emit(&origin, Content::Body(root), root);
}

/// The endpoints that a page mentions, in the order of the page: in its prose, and in commands.
struct Mentions<'k> {
    list: Vec<(usize, Mentioned<'k>)>,
}

impl<'k> Mentions<'k> {
    fn of(text: &str, knowledge: &'k Knowledge) -> Self {
        let mut list = Vec::new();
        let ends = |c: char| c.is_whitespace() || "`'\"()<>[],|*".contains(c);
        let mut at = 0;
        for word in text.split_inclusive(ends) {
            if word.contains(['/', ':']) {
                let url = word.trim_end_matches(ends).trim_end_matches(['.', ';', ':', '!', '\\']);
                let own = || knowledge.platforms().endpoint_of(url).map(Mentioned::Messages);
                let mentioned = own().or_else(|| knowledge.other_apis().of_url(url).map(Mentioned::Other));
                list.extend(mentioned.map(|mentioned| (at, mentioned)));
            }
            at += word.len();
        }
        Mentions { list }
    }

    /// The last one before an offset.
    fn before(&self, offset: usize) -> Option<Mentioned<'k>> {
        let count = self.list.partition_point(|(at, _)| *at < offset);
        self.list[..count].last().map(|(_, mentioned)| *mentioned)
    }
}

/// One code fence.
pub(super) struct Fence {
    /// The language in lower case; empty if there is none.
    language: String,
    /// Whether its content is deliberately wrong.
    is_wrong: bool,
    /// The bytes of its content.
    pub(super) content: Range<usize>,
}

impl Fence {
    /// A fence with this info string: the language, and words after it.
    pub(super) fn new(info: &str, content: Range<usize>) -> Fence {
        let mut words = info.split([' ', '{', '}', ',']).map(str::to_ascii_lowercase);
        let language = words.next().unwrap_or_default();
        let is_wrong = words.any(|word| WRONG_EXAMPLE.contains(&word.as_str()));
        Fence { language, is_wrong, content }
    }
}

/// The fences of a page from `start` on.
pub(super) fn fences(text: &str, start: usize) -> impl Iterator<Item = Fence> {
    let mut lines = lines_from(text, start);
    std::iter::from_fn(move || {
        let (marker, info, start) = lines.by_ref().find_map(|line| {
            let (marker, info) = opening(&text[line.clone()])?;
            Some((marker, info, line.end))
        })?;
        let closing = lines.by_ref().find(|line| closes(&text[line.clone()], marker));
        Some(Fence::new(info, start..closing.map_or(text.len(), |line| line.start)))
    })
}

/// Whether a text starts with a request line such as `POST /v1/messages HTTP/1.1`.
fn is_http(text: &str) -> bool {
    let line = text.trim_start().split('\n').next().unwrap_or_default();
    line.contains(" HTTP/") && http::starts_with_request(line)
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
