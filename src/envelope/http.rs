//! `.http` and `.rest` files and the fences of pages that are marked `http`: requests as they are sent, separated by lines
//! that start with `###`.
//!
//! Format: <https://github.com/JetBrains/http-request-in-editor-spec>, and the REST Client extension of Visual Studio
//! Code.

use std::borrow::Cow;
use std::ops::Range;

use super::body;
use super::contents::BodyFile;
use super::emitter::Emitter;
use super::entry::RequestId;
use super::head::{CREDENTIAL_HEADERS, Head, Header, HeaderValue, Headers};
use super::holes;
use super::receiver;
use super::source_map::{Pieces, SourceMap};
use super::text::{FILLER, Text};
use crate::placeholder::Placeholder;

/// Reads every request of a file.
pub(super) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, mut start)) = emitter.utf_8(text) else { return };
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.starts_with("###") {
            read_request(text, start..at, false, emitter);
            start = at + line.len();
        }
        at += line.len();
    }
    read_request(text, start..text.len(), false, emitter);
}

/// Reads the requests in a part of a page, in which there may be placeholders, and responses after the requests.
pub(super) fn read_fence(text: &str, part: Range<usize>, emitter: &mut Emitter<'_>) {
    let (mut start, mut at) = (part.start, part.start);
    for line in text[part.clone()].split_inclusive('\n') {
        if line.trim_start().starts_with("###") {
            read_request(text, start..at, true, emitter);
            start = at + line.len();
        }
        at += line.len();
    }
    read_request(text, start..part.end, true, emitter);
}

/// Whether a text starts with a request line.
pub(super) fn starts_with_request(text: &str) -> bool {
    let line = text.split('\n').next().unwrap_or_default();
    request_line(line, 0..line.len()).is_some()
}

/// The head of the request in a part of a text, and the bytes of its body.
pub(super) fn read_message(text: &str, part: Range<usize>) -> Option<(Head<'_>, Range<usize>)> {
    let mut lines = Lines { text, at: part.start, end: part.end };
    let head = read_head(text, lines.next()?, &mut lines)?;
    Some((head, lines.at..part.end))
}

/// The headers of the response in a part of a text, and the bytes of its body.
pub(super) fn read_response(text: &str, part: Range<usize>) -> (Headers<'_>, Range<usize>) {
    let mut lines = Lines { text, at: part.start, end: part.end };
    lines.next();
    (read_headers(text, &mut lines), lines.at..part.end)
}

/// The head of a request whose request line is at `line`, before `lines`.
fn read_head<'t>(text: &'t str, line: Range<usize>, lines: &mut Lines<'t>) -> Option<Head<'t>> {
    let (method, url_span) = request_line(text, line)?;
    let headers = read_headers(text, lines);
    let url = known_part(&text[url_span.clone()]);
    // A request as it is on the wire has only the path in its first line.
    let host = headers.iter().find(|header| header.name.eq_ignore_ascii_case("host"));
    let url = match host.filter(|_| url.starts_with('/')) {
        Some(host) => Cow::Owned(format!("https://{}{url}", host.value)),
        None => Cow::Borrowed(url),
    };
    Some(Head { method: Some(method.into()), url: Some(url), url_span: Some(url_span), headers, ..Head::default() })
}

/// Reads one request: request line, headers, a blank line, body. On a `page`, it must start with its request line, and
/// placeholders are not checked.
fn read_request(text: &str, part: Range<usize>, page: bool, emitter: &mut Emitter<'_>) {
    let mut lines = Lines { text, at: part.start, end: part.end };
    let is_before =
        |line: &Range<usize>| matches!(text[line.clone()].trim_start().chars().next(), None | Some('#' | '@'));
    let first =
        lines.by_ref().find(|line| if page { !is_before(line) } else { request_line(text, line.clone()).is_some() });
    let Some(first) = first else { return };
    let start = first.start;
    let Some(mut head) = read_head(text, first, &mut lines) else { return };
    if page {
        head.headers.forget_values(|header| {
            let is_hidden = Placeholder::of_header(&header.value).is_some_and(Placeholder::hides_value);
            is_hidden || header.value.contains('$')
        });
        // Many pages show only the headers that matter.
        let shows_credential =
            CREDENTIAL_HEADERS.iter().any(|name| !matches!(head.headers.get(name), HeaderValue::Absent));
        head.headers.set_complete(shows_credential);
    }
    let id = RequestId { url: head.shown_url(), ..emitter.request_id(Some(start)) };
    let receiver = receiver::check_url(head.url.as_deref().unwrap_or_default(), emitter.knowledge);
    let is_post = head.method.as_deref() == Some("POST");
    if let Err(reason) = if is_post { receiver } else { Err("not a POST request".into()) } {
        return emitter.skip(id.line, reason);
    }
    let body = lines.at..body_end(text, lines.at..part.end, page);
    match text[body.clone()].trim() {
        "" => emitter.emit_without_body(id, &head, "it has no body", None),
        // `< ./body.json` sends a file as it is; `<@ ./body.json` fills variables in first.
        content => match content.strip_prefix('<').map(|rest| (rest.starts_with([' ', '\t']), rest.trim())) {
            Some((true, name)) if !name.contains(['\n', '{']) => {
                let file = BodyFile { name: name.to_owned(), head: head.without_spans(), strips_line_breaks: false };
                emitter.emit_without_body(id, &head, "its body is in a file", Some(file));
            }
            Some(_) => emitter.emit_without_body(id, &head, "its body is in a file with variables", None),
            None if page && holes::is_abbreviated(content.as_bytes()) => {
                emitter.emit_without_body(id, &head, holes::ABBREVIATED, None);
            }
            None => {
                let mut body = with_holes(text, body);
                if page {
                    holes::add_placeholders(&mut body);
                }
                body::read_text(&body, Some(id), &head, emitter);
            }
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

/// Where a body ends: before a script (`> {%`) or a reference to a response (`<>`) that follows it; on a `page`, before
/// the response.
fn body_end(text: &str, body: Range<usize>, page: bool) -> usize {
    let mut at = body.start;
    for line in text[body.clone()].split_inclusive('\n') {
        if line.starts_with("> ") || line.starts_with("<> ") || page && line.trim_start().starts_with("HTTP/") {
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
