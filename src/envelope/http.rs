//! `.http` and `.rest` files: requests as they are sent, separated by lines that start with `###`.
//!
//! Format: <https://github.com/JetBrains/http-request-in-editor-spec>, and the REST Client extension of Visual Studio
//! Code.

use std::borrow::Cow;
use std::ops::Range;

use super::body;
use super::contents::BodyFile;
use super::emitter::Emitter;
use super::entry::RequestId;
use super::head::{Head, Header, Headers};
use super::receiver;
use super::source_map::{Pieces, SourceMap};
use super::text::{FILLER, Text};

/// Reads every request of a file.
pub(super) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, mut start)) = emitter.utf_8(text) else { return };
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.starts_with("###") {
            read_request(text, start..at, emitter);
            start = at + line.len();
        }
        at += line.len();
    }
    read_request(text, start..text.len(), emitter);
}

/// Reads one request: request line, headers, a blank line, body.
fn read_request(text: &str, part: Range<usize>, emitter: &mut Emitter<'_>) {
    let mut lines = Lines { text, at: part.start, end: part.end };
    let request = lines.by_ref().find_map(|line| Some((line.start, request_line(text, line)?)));
    let Some((start, (method, url))) = request else { return };
    let headers = read_headers(text, &mut lines);
    let head = Head {
        method: Some(method.into()),
        url: text.get(url.clone()).map(|url| Cow::Borrowed(known_part(url))),
        url_span: Some(url),
        headers,
        ..Head::default()
    };
    let id = RequestId { url: head.shown_url(), ..emitter.request_id(Some(start)) };
    let receiver = receiver::check_url(head.url.as_deref().unwrap_or_default(), emitter.knowledge);
    if let Err(reason) = if method == "POST" { receiver } else { Err("not a POST request".into()) } {
        return emitter.skip(id.line, reason);
    }
    let body = lines.at..body_end(text, lines.at..part.end);
    match text[body.clone()].trim() {
        "" => emitter.emit_without_body(id, &head, "it has no body", None),
        // `< ./body.json` sends a file as it is; `<@ ./body.json` fills variables in first.
        content => match content.strip_prefix('<').map(|rest| (rest.starts_with([' ', '\t']), rest.trim())) {
            Some((true, name)) if !name.contains(['\n', '{']) => {
                let file = BodyFile { name: name.to_owned(), head: head.without_spans(), strips_line_breaks: false };
                emitter.emit_without_body(id, &head, "its body is in a file", Some(file));
            }
            Some(_) => emitter.emit_without_body(id, &head, "its body is in a file with variables", None),
            None => body::read_text(&with_holes(text, body), Some(id), &head, emitter),
        },
    }
}

/// Reads the headers and the blank line after them. A value with a variable is unknown.
fn read_headers<'t>(text: &'t str, lines: &mut Lines<'t>) -> Headers<'t> {
    let mut headers = Headers::complete(Vec::new());
    for line in lines {
        let Some(text) = text.get(line.clone()).map(str::trim_end).filter(|text| !text.is_empty()) else { break };
        // Comments, and further lines of the URL.
        if text.starts_with(['#', '/', '?', '&']) {
            continue;
        }
        let Some((name, value)) = text.split_once(':') else { continue };
        let name = Cow::Borrowed(name.trim());
        let start = line.start + text.len() - value.trim_start().len();
        if value.contains("{{") {
            headers.push_unknown(name);
        } else {
            let value = value.trim();
            headers.push(Header { name, value: value.into(), span: Some(start..start + value.len()) });
        }
    }
    headers
}

/// The URL; if it starts with a variable, only the path after it.
fn known_part(url: &str) -> &str {
    let Some(variable) = url.rfind("}}") else { return url };
    let after = &url[variable + 2..];
    after.find('/').map_or("", |slash| &after[slash..])
}

/// Method and URL of a request line such as `POST https://… HTTP/1.1`.
fn request_line(text: &str, line: Range<usize>) -> Option<(&str, Range<usize>)> {
    let content = &text[line.clone()];
    let mut words = content.split_whitespace();
    let method = words.next().filter(|word| word.len() < 8 && word.bytes().all(|byte| byte.is_ascii_uppercase()))?;
    let url = words.next()?;
    let start = line.start + content.find(method)? + method.len();
    let start = start + text[start..].find(url)?;
    Some((method, start..start + url.len()))
}

/// Where a body ends: before a script (`> {%`) or a reference to a response (`<>`) that follows it.
fn body_end(text: &str, body: Range<usize>) -> usize {
    let mut at = body.start;
    for line in text[body.clone()].split_inclusive('\n') {
        if line.starts_with("> ") || line.starts_with("<> ") {
            break;
        }
        at += line.len();
    }
    body.start + text[body.start..at].trim_end().len()
}

/// The text of a body in which each `{{variable}}` is a hole.
fn with_holes(text: &str, body: Range<usize>) -> Text<'_> {
    let content = &text[body.clone()];
    if !content.contains("{{") {
        return Text::new(content.as_bytes(), SourceMap::Shift(body.start));
    }
    let mut filled = String::with_capacity(content.len());
    let mut pieces = Pieces::new(body.start);
    let mut holes = Vec::new();
    let mut at = 0;
    while let Some(found) = content[at..].find("{{") {
        let start = at + found;
        // `{{` is only a variable if a name follows.
        let length = variable_length(&content[start..]).unwrap_or(1);
        filled.push_str(&content[at..start]);
        pieces.push_copied(start - at, at);
        if length > 1 {
            holes.push(filled.len()..filled.len() + FILLER.len());
            filled.push_str(FILLER);
            pieces.push_encoded(FILLER.len(), start..start + length);
        } else {
            filled.push('{');
            pieces.push_copied(1, start);
        }
        at = start + length;
    }
    filled.push_str(&content[at..]);
    pieces.push_copied(content.len() - at, at);
    let mut text = Text::new(filled.into_bytes(), SourceMap::Pieces(pieces));
    text.holes = holes;
    text
}

/// The length of the `{{variable}}` at the start of a text.
fn variable_length(text: &str) -> Option<usize> {
    /// How far the closing braces are looked for, so that the time stays linear.
    const MAX_LENGTH: usize = 200;
    let end = memchr::memmem::find(&text.as_bytes()[..text.len().min(MAX_LENGTH)], b"}}")?;
    let name = text.get(2..end)?;
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | ' ' | '%');
    (!name.is_empty() && name.chars().all(is_allowed)).then_some(end + 2)
}

/// The lines of a part of a text, without their line breaks.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let rest = self.text.get(start..self.end).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').unwrap_or(rest.len());
        self.at = (start + length + 1).min(self.end);
        Some(start..start + length)
    }
}
