//! Recordings of httprr: after a first line, for each exchange the lengths of request and response, and both as they are on
//! the wire.
//!
//! Format: <https://pkg.go.dev/golang.org/x/oscar/internal/httprr>. Git may have changed the line breaks since a file was
//! recorded, and people replace keys, so the lengths are used only where they lead to a response.

use std::ops::Range;

use super::emitter::Emitter;
use super::head::Headers;
use super::http;
use super::lines::lines_from;
use super::recording::{Recorded, RecordedBody, text_response};
use super::source_map::SourceMap;
use super::text::Text;
use crate::text::first_bytes;

const FIRST_LINE: &str = "httprr trace v1";

/// Whether a text is such a recording.
pub(super) fn matches(text: &[u8]) -> bool {
    text.starts_with(FIRST_LINE.as_bytes())
}

/// Reads every exchange of a file.
pub(super) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, start)) = emitter.utf_8(text) else { return };
    let title = lines_from(text, start).next().filter(|line| text[line.clone()].starts_with(FIRST_LINE));
    let mut at = title.map_or(start, |line| line.end);
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
        let lengths = Lengths::next(text, at)?;
        let start = lengths.end;
        let middle = start.saturating_add(lengths.request);
        let end = middle.saturating_add(lengths.response);
        let is_end = |end| {
            text.get(end..).is_some_and(|rest| {
                rest.is_empty() || Lengths::of(first_line(rest)).is_some_and(|(.., start)| start == 0)
            })
        };
        if text.get(middle..).is_some_and(is_status_line) && is_end(end) {
            return Some(Exchange { request: start..middle, response: middle..end });
        }
        let end = Lengths::next(text, start).map_or(text.len(), |next| next.start);
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

/// The lengths before an exchange.
struct Lengths {
    request: usize,
    response: usize,
    /// Where they start. Only a response that ends with a line break leaves them a line of their own.
    start: usize,
    /// Where the request starts.
    end: usize,
}

impl Lengths {
    /// The next ones from `at` on, before a request.
    fn next(text: &str, at: usize) -> Option<Lengths> {
        lines_from(text, at).find_map(|line| {
            let (request, response, start) = Lengths::of(&text[line.clone()])?;
            let lengths = Lengths { request, response, start: line.start + start, end: line.end };
            http::starts_with_request(&text[line.end..]).then_some(lengths)
        })
    }

    /// Both lengths at the end of a line, and where they start: `300 40`.
    fn of(line: &str) -> Option<(usize, usize, usize)> {
        let (before, response) = line.trim_end_matches(['\r', '\n']).rsplit_once(' ')?;
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        Some((before[start..].parse().ok()?, response.parse().ok()?, start))
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
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
    /// A status line is not longer up to its reason. A text without line breaks may have very many that look like one.
    const MAX_LENGTH: usize = 100;
    let mut words = first_line(first_bytes(response, MAX_LENGTH)).split_whitespace();
    let version = words.next()?.strip_prefix("HTTP/")?;
    let is_version = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    words.next()?.parse().ok().filter(|status| is_version && (100..600).contains(status))
}
