//! Requests as recorders of HTTP traffic write them down.
//!
//! A recorder strips credentials, so its headers are always partial; a value that it blotted out is unknown.

mod date;
mod har;
mod nock;
mod pact;
mod vcr;
mod wiremock;

use std::borrow::Cow;

use super::emit::Emitter;
use super::value::Value;
use super::{Head, Header, Headers, Kind, RequestId};
use crate::knowledge::{Endpoint, Target};

/// One recorded request.
pub(super) struct Recorded<'a> {
    pub(super) head: Head<'a>,
    pub(super) body: Option<Body<'a>>,
}

/// How a body is kept.
pub(super) enum Body<'a> {
    /// As a value of an exchange, which is judged together with it.
    Here(Value<'a>),
    /// As a text or as a value of a recording, of which nothing else is judged.
    Value(Value<'a>),
    /// As a text in base64.
    Base64(Value<'a>),
}

impl<'a> From<Value<'a>> for Body<'a> {
    fn from(value: Value<'a>) -> Self {
        Body::Value(value)
    }
}

/// The kind of recording that a value is, if it is one.
pub(super) fn kind(root: Value<'_>) -> Option<Kind> {
    match () {
        () if har::fits(root) => Some(Kind::Har),
        () if pact::fits(root) => Some(Kind::Pact),
        () if wiremock::fits(root) => Some(Kind::Wiremock),
        () if nock::fits(root) => Some(Kind::Nock),
        () if vcr::fits(root) => Some(Kind::Vcr),
        () => None,
    }
}

/// Reads a recording of that kind; a kind that is no recording has nothing to read.
pub(super) fn read(kind: Kind, root: Value<'_>, out: &mut Emitter<'_>) {
    let mut deliver = |start: usize, recorded: Recorded<'_>| {
        let place = out.place(Some(start));
        recorded.deliver(Some(place), out);
    };
    match kind {
        Kind::Har => har::read(root, &mut deliver),
        Kind::Pact => pact::read(root, &mut deliver),
        Kind::Wiremock => wiremock::read(root, &mut deliver),
        Kind::Nock => nock::read(root, &mut deliver),
        Kind::Vcr => vcr::read(root, &mut deliver),
        _ => {}
    }
}

/// Receives each recorded request and the offset at which it starts.
type Deliver<'d> = dyn FnMut(usize, Recorded<'_>) + 'd;

impl Recorded<'_> {
    /// Passes the request on when it went to a Messages endpoint and its body was kept.
    pub(super) fn deliver(mut self, place: Option<RequestId>, out: &mut Emitter<'_>) {
        if !is_ours(&self.head, self.body.as_ref()) {
            out.tally.skipped += 1;
            return;
        }
        let line = place.as_ref().and_then(|place| place.line);
        let Some(body) = &self.body else { return out.body_missing(line, "its body was not kept") };
        self.head.recorded = self.head.recorded.as_deref().and_then(date::day).map(|day| Cow::Owned(day.to_string()));
        if !self.head.headers.is_complete() {
            self.head.headers.hide(|header| is_redacted(&header.value));
        }
        let place = place.map(|place| RequestId { url: self.head.shown_url(), ..place });
        match body {
            Body::Here(body) => out.body(*body, place, &self.head),
            Body::Value(body) => out.text_of(*body, place, &self.head),
            Body::Base64(text) => match text.as_base64() {
                Some(text) => out.text(&text, place, &self.head),
                None => out.body_missing(line, "its body is not base64, as it is said to be"),
            },
        }
    }
}

/// Whether a request went to a Messages endpoint; one without a method or url is taken to. A Messages body sent to
/// another path of such a host is ours too: that path is its fault.
fn is_ours(head: &Head<'_>, body: Option<&Body<'_>>) -> bool {
    let is_post = head.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case("post"));
    let Some(url) = head.url.as_deref() else { return is_post };
    let is_stray =
        || Target::from_url(url).is_some() && !url.contains("/chat/completions") && body.is_some_and(is_messages_body);
    is_post && (Endpoint::from_url(url).is_some() || is_stray())
}

fn is_messages_body(body: &Body<'_>) -> bool {
    let (Body::Here(body) | Body::Value(body)) = body else { return false };
    ["messages", "max_tokens"].iter().all(|name| match body.scalar() {
        Some(text) => memchr::memmem::find(text.as_bytes(), name.as_bytes()).is_some(),
        None => body.get(name).is_some(),
    })
}

/// What is known of a recorded request: url, method, headers.
fn head<'a>(request: Value<'a>, url: Option<Value<'a>>, headers: Option<Value<'a>>) -> Head<'a> {
    Head {
        method: request.str("method"),
        url: url.and_then(Value::scalar),
        url_span: url.map(Value::span),
        headers: Headers::partial(headers.map(self::headers).unwrap_or_default()),
        ..Head::default()
    }
}

/// The headers of a mapping from name to value or list of values, or of a list of `{"name", "value"}`.
pub(super) fn headers(headers: Value<'_>) -> Vec<Header<'_>> {
    let by_name = headers.members().into_iter().flat_map(|(name, value)| {
        let values = if value.is_list() { value.items() } else { vec![value] };
        values.into_iter().filter_map(move |value| header(name.clone(), value))
    });
    let listed = headers.items().into_iter().filter_map(|item| header(item.str("name")?, item.get("value")?));
    by_name.chain(listed).collect()
}

fn header<'a>(name: Cow<'a, str>, value: Value<'a>) -> Option<Header<'a>> {
    Some(Header { name, value: value.scalar()?, span: Some(value.span()) })
}

/// The headers that tell when an answer was given, the better one first: some recorders keep no `date`, and the limits
/// reset within a minute.
const CLOCKS: [&str; 2] = ["date", "anthropic-ratelimit-requests-reset"];

/// When a recorded answer says that it was given: many recorders write no date of their own.
fn answered<'a>(response: Option<Value<'a>>, headers: &str) -> Option<Cow<'a, str>> {
    let mut headers = self::headers(response?.get(headers)?);
    let place = |clock: &&str| headers.iter().position(|header| header.name.eq_ignore_ascii_case(clock));
    let place = CLOCKS.iter().find_map(place)?;
    Some(headers.swap_remove(place).value)
}

/// Whether a recorder, or the person who committed the recording, put something in the place of a value:
/// `<ANTHROPIC_API_KEY>`, `**REDACTED**`, `[FILTERED]`, `{{key}}`, or that behind `Bearer`.
fn is_redacted(value: &str) -> bool {
    let value = value.trim();
    let scheme = value.get(.."bearer".len()).filter(|scheme| scheme.eq_ignore_ascii_case("bearer"));
    let value = value[scheme.map_or(0, str::len)..].trim_start();
    let wrapped = |open: &str, close: &str| value.starts_with(open) && value.ends_with(close);
    let upper = value.to_ascii_uppercase();
    value.is_empty()
        || wrapped("<", ">")
        || wrapped("[", "]")
        || wrapped("{{", "}}")
        || ["REDACTED", "FILTERED", "SCRUBBED", "SANITIZED", "***", "XXXX"].iter().any(|word| upper.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_for_a_value_is_known() {
        for value in [
            "REDACTED",
            "**REDACTED**",
            "<ANTHROPIC_API_KEY>",
            "[FILTERED]",
            "{{key}}",
            "sk-ant-XXXXXX",
            "",
            "Bearer",
            "Bearer <KEY>",
        ] {
            assert!(is_redacted(value), "{value}");
        }
        for value in ["2023-06-01", "application/json", "prompt-caching-2024-07-31", "sk-ant-api03-abc", "Bearer abc"] {
            assert!(!is_redacted(value), "{value}");
        }
    }
}
