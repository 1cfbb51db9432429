//! `.http` and `.rest` files: requests as they go over the wire, separated by lines that start with `###`.
//!
//! <https://github.com/JetBrains/http-request-in-editor-spec>, and the REST Client extension of Visual Studio Code.

use std::borrow::Cow;
use std::ops::Range;

use super::emit::Emitter;
use super::value::Text;
use crate::knowledge::Endpoint;

use super::{BodyFile, Head, Header, Headers, Pieces, RequestId, SourceMap};

/// What stands in the place of a `{{variable}}`: in a JSON string a part of its text, elsewhere a value.
const FILLER: &str = "0";

/// Reads every request of a file.
pub(super) fn read(text: &[u8], out: &mut Emitter<'_>) {
    let Some((text, mut start)) = super::as_utf_8(text, out) else { return };
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.starts_with("###") {
            request(text, start..at, out);
            start = at + line.len();
        }
        at += line.len();
    }
    request(text, start..text.len(), out);
}

/// One request: its line, its headers, a blank line, its body.
fn request(text: &str, part: Range<usize>, out: &mut Emitter<'_>) {
    let mut lines = Lines { text, at: part.start, end: part.end };
    let Some((line, request)) = lines.by_ref().find_map(|line| Some((line.clone(), request_line(text, line)?))) else {
        return;
    };
    let (method, url) = request;
    let mut headers = Headers::complete(Vec::new());
    for line in lines.by_ref() {
        let Some(text) = text.get(line.clone()).map(str::trim_end).filter(|text| !text.is_empty()) else { break };
        if text.starts_with(['#', '/', '?', '&']) {
            continue;
        }
        let Some((name, value)) = text.split_once(':') else { continue };
        let name = Cow::Borrowed(name.trim());
        let from = line.start + text.len() - value.trim_start().len();
        if value.contains("{{") {
            headers.push_hidden(name);
        } else {
            let value = value.trim();
            headers.push(Header { name, value: value.into(), span: Some(from..from + value.len()) });
        }
    }
    let head = Head {
        method: Some(method.into()),
        url: text.get(url.clone()).map(|url| Cow::Borrowed(known_part(url))),
        url_span: Some(url),
        headers,
        ..Head::default()
    };
    if method != "POST" || head.url.as_deref().and_then(Endpoint::from_url).is_none() {
        out.tally.skipped += 1;
        return;
    }
    let place = RequestId { url: head.shown_url(), ..out.place(Some(line.start)) };
    let body = lines.at..body_end(text, lines.at..part.end);
    match text[body.clone()].trim() {
        "" => out.elsewhere(place, &head, "it has no body", None),
        // `< ./body.json`; behind `<@` variables are filled in.
        content => match content.strip_prefix('<').map(|rest| (rest.starts_with([' ', '\t']), rest.trim())) {
            Some((true, name)) if !name.contains(['\n', '{']) => {
                let file = BodyFile { name: name.to_owned(), head: head.without_places(), is_joined: false };
                out.elsewhere(place, &head, "its body is in a file", Some(file));
            }
            Some(_) => out.elsewhere(place, &head, "its body is in a file that variables are filled into", None),
            None => out.text(&with_holes(text, body), Some(place), &head),
        },
    }
}

/// The url; of one that begins with a variable, the path behind it.
fn known_part(url: &str) -> &str {
    let Some(hole) = url.rfind("}}") else { return url };
    let behind = &url[hole + 2..];
    behind.find('/').map_or("", |slash| &behind[slash..])
}

/// Method and url of a request line: `POST https://… HTTP/1.1`.
fn request_line(text: &str, line: Range<usize>) -> Option<(&str, Range<usize>)> {
    let content = &text[line.clone()];
    let mut words = content.split_whitespace();
    let method = words.next().filter(|word| word.len() < 8 && word.bytes().all(|byte| byte.is_ascii_uppercase()))?;
    let url = words.next()?;
    let start = line.start + content.find(method)? + method.len();
    let start = start + text[start..].find(url)?;
    Some((method, start..start + url.len()))
}

/// Where a body ends: before a script (`> {%`) or a reference to a response (`<>`) behind it.
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
        // `{{` also ends one JSON object in another that has just begun: only a name makes it a variable.
        let length = variable(&content[start..]).unwrap_or(1);
        filled.push_str(&content[at..start]);
        pieces.copied(start - at, at);
        if length > 1 {
            holes.push(filled.len()..filled.len() + FILLER.len());
            filled.push_str(FILLER);
            pieces.written(FILLER.len(), start..start + length);
        } else {
            filled.push('{');
            pieces.copied(1, start);
        }
        at = start + length;
    }
    filled.push_str(&content[at..]);
    pieces.copied(content.len() - at, at);
    let mut text = Text::new(filled.into_bytes(), SourceMap::Pieces(pieces));
    text.holes = holes;
    text
}

/// The length of a `{{variable}}`, whose name is not looked for any further than names reach.
fn variable(text: &str) -> Option<usize> {
    const LONGEST: usize = 200;
    let end = memchr::memmem::find(&text.as_bytes()[..text.len().min(LONGEST)], b"}}")?;
    let name = text.get(2..end)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | ' ' | '%');
    (!name.is_empty() && name.chars().all(fits)).then_some(end + 2)
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
