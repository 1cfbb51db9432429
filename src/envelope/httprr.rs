//! Recordings of httprr: after a first line, for each exchange the lengths of request and response, and both as they are on
//! the wire.
//!
//! Format: <https://pkg.go.dev/golang.org/x/oscar/internal/httprr>. Git may have changed the line breaks since a file was
//! recorded, and people replace keys, so the lengths are used only where they lead to a response.

use std::ops::Range;

use super::emitter::Emitter;
use super::head::Headers;
use super::http;
use super::recording::{Recorded, RecordedBody, text_response};
use super::source_map::SourceMap;
use super::text::Text;

const FIRST_LINE: &str = "httprr trace v1";

/// Whether a text is such a recording.
pub(super) fn matches(text: &[u8]) -> bool {
    text.starts_with(FIRST_LINE.as_bytes())
}

/// Reads every exchange of a file.
pub(super) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, start)) = emitter.utf_8(text) else { return };
    let first_line = line_at(text, start);
    let mut at = if text[first_line.clone()].starts_with(FIRST_LINE) { next_line(first_line) } else { start };
    while let Some(exchange) = Exchange::at(text, at) {
        at = exchange.response.end;
        exchange.emit(text, emitter);
    }
}

/// The bytes of one exchange.
struct Exchange {
    request: Range<usize>,
    response: Range<usize>,
}

impl Exchange {
    /// The exchange whose lengths are at `at`, or after it.
    fn at(text: &str, at: usize) -> Option<Exchange> {
        let (request_length, response_length, start) = next_lengths(text, at)?;
        let middle = start.saturating_add(request_length);
        let end = middle.saturating_add(response_length);
        let follows = |end| text.get(end..).is_some_and(|rest| rest.is_empty() || lengths(line_of(rest)).is_some());
        if text.get(middle..).is_some_and(is_status_line) && follows(end) {
            return Some(Exchange { request: start..middle, response: middle..end });
        }
        let end = next_lengths(text, start).map_or(text.len(), |(_, _, next)| line_before(text, next));
        let middle = start + find_status_line(&text[start..end]).unwrap_or(end - start);
        Some(Exchange { request: start..middle, response: middle..end })
    }

    fn emit(self, text: &str, emitter: &mut Emitter<'_>) {
        let Some((mut head, body)) = http::read_message(text, self.request.clone()) else { return };
        // Credentials are removed before a recording is written.
        head.headers.set_complete(false);
        let id = emitter.request_id(Some(self.request.start));
        let response = &text[self.response.clone()];
        let (headers, answer) = http::read_response(text, self.response);
        head.response = status(response).map(|status| text_response(status, &text[answer]));
        head.recorded = date(&headers);
        let body = (!body.is_empty()).then(|| Text::new(text[body.clone()].as_bytes(), SourceMap::Shift(body.start)));
        Recorded { head, body: body.map(RecordedBody::Text) }.emit(Some(id), emitter);
    }
}

fn date<'t>(headers: &Headers<'t>) -> Option<std::borrow::Cow<'t, str>> {
    headers.iter().find(|header| header.name.eq_ignore_ascii_case("date")).map(|header| header.value.clone())
}

/// The next line with two lengths from the line at `at` on: both, and where the line after it starts.
fn next_lengths(text: &str, mut at: usize) -> Option<(usize, usize, usize)> {
    while at < text.len() {
        let line = line_at(text, at);
        at = next_line(line.clone());
        if let Some((request, response)) = lengths(&text[line])
            && http::starts_with_request(text.get(at..)?)
        {
            return Some((request, response, at));
        }
    }
    None
}

/// `300 40`
fn lengths(line: &str) -> Option<(usize, usize)> {
    let (request, response) = line.trim_end_matches('\r').split_once(' ')?;
    Some((request.parse().ok()?, response.parse().ok()?))
}

/// The line at an offset, without its line break.
fn line_at(text: &str, at: usize) -> Range<usize> {
    at..at + line_of(&text[at..]).len()
}

fn line_of(text: &str) -> &str {
    &text[..memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len())]
}

fn next_line(line: Range<usize>) -> usize {
    line.end + 1
}

/// Where the line before the one at `at` starts.
fn line_before(text: &str, at: usize) -> usize {
    text[..at - 1].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where a response starts after a request.
fn find_status_line(text: &str) -> Option<usize> {
    memchr::memmem::find_iter(text.as_bytes(), b"HTTP/").find(|at| is_status_line(&text[*at..]))
}

/// `HTTP/2.0 200 OK`
fn is_status_line(text: &str) -> bool {
    text.starts_with("HTTP/") && status(text).is_some()
}

fn status(response: &str) -> Option<u16> {
    let mut words = line_of(response).split_whitespace();
    let version = words.next()?.strip_prefix("HTTP/")?;
    let is_version = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    words.next()?.parse().ok().filter(|status| is_version && (100..600).contains(status))
}
