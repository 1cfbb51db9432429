//! What is known about a request apart from its body.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::source_map::SourceMap;
use crate::knowledge::{Endpoint, Target};
use crate::mask::Shown;
use crate::placeholder::Placeholder;
use crate::url::Url;

/// The headers that may contain a credential, on any platform.
pub(crate) const CREDENTIAL_HEADERS: [&str; 3] = ["x-api-key", "authorization", "api-key"];

/// Method, URL, headers, date and response of a request, as far as its file reveals them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Head<'a> {
    /// The HTTP method.
    pub method: Option<Cow<'a, str>>,
    /// The URL.
    pub url: Option<Cow<'a, str>>,
    /// The bytes of the URL in the file.
    pub url_span: Option<Range<usize>>,
    /// The headers.
    pub headers: Headers<'a>,
    /// The date on which the request was sent or recorded, `YYYY-MM-DD`.
    pub recorded: Option<Cow<'a, str>>,
    /// The response that was recorded with the request.
    pub response: Option<RecordedResponse>,
    /// The endpoint that the name of the file or the text around the request suggests, if it has no URL.
    pub endpoint: Option<Endpoint>,
    /// The target that the kind of file or the command implies, if there is no URL with a known host.
    pub target: Option<Target>,
    /// The largest `max_tokens` that the SDK sends without `stream`, if it is known to send this request.
    pub non_streaming_limit: Option<u64>,
    /// The headers are what a client is about to send: nobody has replaced a secret in them.
    pub is_live: bool,
}

/// What a recorded response is compared by. It is never shown, so there is no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordedResponse {
    /// The HTTP status.
    pub status: u16,
    /// The error in its body, if there is one.
    pub error: Option<RecordedError>,
}

/// The error in the body of a recorded response.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordedError {
    /// The `error.type`.
    pub error_type: Option<Box<str>>,
    /// The `error.message`.
    pub message: Option<Box<str>>,
}

impl RecordedResponse {
    /// Whether the request was accepted. A proxy may send an error with a status of success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status) && self.error.is_none()
    }
}

impl<'a> Head<'a> {
    /// Whether neither the URL nor anything about the headers is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.url.is_none() && self.headers.list.is_empty() && !self.headers.complete
    }

    /// Whether the body is known to be what the receiver gets, not what an SDK does.
    pub(crate) fn is_as_sent(&self) -> bool {
        self.url.is_some() || self.target.is_some()
    }

    /// This head, completed with the URL and the headers of `other` that are unknown here.
    pub fn or<'h>(&'h self, other: &'h Head<'a>) -> Cow<'h, Head<'a>> {
        let is_new = |header: &&Header<'a>| matches!(self.headers.get(&header.name), HeaderValue::Unknown);
        let headers: Vec<_> = other.headers.iter().filter(is_new).cloned().collect();
        if headers.is_empty() && (self.url.is_some() || other.url.is_none()) {
            return Cow::Borrowed(self);
        }
        let mut head = self.clone();
        head.url = head.url.or_else(|| other.url.clone());
        headers.into_iter().for_each(|header| head.headers.push(header));
        Cow::Owned(head)
    }

    /// The URL without the parts that may contain credentials: user, password, query and fragment.
    pub fn shown_url(&self) -> Option<Shown> {
        Some(Shown::masked(Url::parse(self.url.as_deref()?).without_credentials()))
    }

    /// A copy whose locations are mapped to the file that contains their text.
    pub(super) fn mapped(&self, map: &SourceMap) -> Self {
        let mut head = self.clone();
        head.url_span = head.url_span.and_then(|span| map.map(&span));
        for header in &mut head.headers.list {
            header.span = header.span.take().and_then(|span| map.map(&span));
        }
        head
    }

    /// A copy without the locations of URL and headers.
    pub(super) fn without_spans(&self) -> Head<'static> {
        let owned = |text: &Cow<'_, str>| Cow::Owned(text.clone().into_owned());
        let header =
            |header: &Header<'_>| Header { name: owned(&header.name), value: owned(&header.value), span: None };
        Head {
            method: self.method.as_ref().map(owned),
            url: self.url.as_ref().map(owned),
            url_span: None,
            headers: Headers {
                list: self.headers.iter().map(header).collect(),
                unknown: self.headers.unknown.iter().map(owned).collect(),
                complete: self.headers.complete,
            },
            recorded: self.recorded.as_ref().map(owned),
            response: self.response.clone(),
            endpoint: self.endpoint,
            target: self.target,
            non_streaming_limit: self.non_streaming_limit,
            is_live: self.is_live,
        }
    }
}

impl fmt::Debug for Head<'_> {
    /// Leaves out what may contain credentials: parts of the URL, and the values of headers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head")
            .field("method", &self.method)
            .field("url", &self.shown_url())
            .field("headers", &self.headers)
            .field("recorded", &self.recorded)
            .finish_non_exhaustive()
    }
}

/// One header. Its value may be a credential, so `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Header<'a> {
    /// The name, as sent.
    pub name: Cow<'a, str>,
    /// The value, as sent.
    pub value: Cow<'a, str>,
    /// The bytes of the value in the file.
    pub span: Option<Range<usize>>,
}

impl Header<'_> {
    /// Whether the value was removed, wholly or in part: a real value was sent, but it is unknown.
    pub fn is_redacted(&self) -> bool {
        Placeholder::of_header(&self.value).is_some_and(|placeholder| placeholder.is_redacted)
    }
}

impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: <{} bytes>", self.name, self.value.len())
    }
}

/// What is known about one header.
#[derive(Debug, Clone, Copy)]
pub enum HeaderValue<'h, 'a> {
    /// It is sent with this value.
    Known(&'h Header<'a>),
    /// It is not sent: all headers are known, and it is not one of them.
    Absent,
    /// It may be absent or have any value.
    Unknown,
}

/// The headers of a request: all of them, some of them, or none known.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers<'a> {
    list: Vec<Header<'a>>,
    /// The names of headers that are sent with an unknown value.
    unknown: Vec<Cow<'a, str>>,
    complete: bool,
}

impl<'a> Headers<'a> {
    /// Exactly these headers are sent.
    pub fn complete(list: Vec<Header<'a>>) -> Self {
        Headers { list, unknown: Vec::new(), complete: true }
    }

    /// These headers are sent, and possibly others.
    pub fn partial(list: Vec<Header<'a>>) -> Self {
        Headers { list, unknown: Vec::new(), complete: false }
    }

    /// Whether a header that is not listed is not sent.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Sets whether a header that is not listed is not sent.
    pub fn set_complete(&mut self, complete: bool) {
        self.complete = complete;
    }

    /// Every header with a known value.
    pub fn iter(&self) -> impl Iterator<Item = &Header<'a>> {
        self.list.iter()
    }

    /// Adds a header.
    pub fn push(&mut self, header: Header<'a>) {
        self.list.push(header);
    }

    /// Adds a header that is sent with an unknown value.
    pub(super) fn push_unknown(&mut self, name: Cow<'a, str>) {
        self.unknown.push(name);
    }

    /// Makes the values of some headers unknown.
    pub(super) fn forget_values(&mut self, is_forgotten: impl Fn(&Header<'a>) -> bool) {
        let forgotten = self.list.extract_if(.., |header| is_forgotten(header)).map(|header| header.name);
        self.unknown.extend(forgotten);
    }

    /// What is known about the header `name`, in any case. A redacted value is unknown.
    pub fn get(&self, name: &str) -> HeaderValue<'_, 'a> {
        match self.list.iter().find(|header| header.name.eq_ignore_ascii_case(name)) {
            Some(header) if header.is_redacted() => HeaderValue::Unknown,
            Some(header) => HeaderValue::Known(header),
            None if self.complete && !self.unknown.iter().any(|unknown| unknown.eq_ignore_ascii_case(name)) => {
                HeaderValue::Absent
            }
            None => HeaderValue::Unknown,
        }
    }

    /// Every known value of a header that may be repeated.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Header<'a>> {
        self.list.iter().filter(move |header| header.name.eq_ignore_ascii_case(name) && !header.is_redacted())
    }
}

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers<'a>(names: &[&'a str]) -> Vec<Header<'a>> {
        names.iter().map(|name| Header { name: (*name).into(), value: "x".into(), span: None }).collect()
    }

    #[test]
    fn defaults_fill_in_only_what_is_unknown() {
        let default =
            Head { url: Some("default".into()), headers: Headers::partial(headers(&["a", "b"])), ..Head::default() };
        for (own, url, names) in [
            (Head::default(), "default", &["a", "b"][..]),
            (Head { url: Some("own".into()), ..Head::default() }, "own", &["a", "b"]),
            (Head { headers: Headers::partial(headers(&["A", "c"])), ..Head::default() }, "default", &["A", "c", "b"]),
            (Head { headers: Headers::complete(headers(&["c"])), ..Head::default() }, "default", &["c"]),
        ] {
            let head = own.or(&default);
            assert_eq!(head.url.as_deref(), Some(url));
            assert_eq!(head.headers.iter().map(|header| &*header.name).collect::<Vec<_>>(), names);
            assert_eq!(head.headers.is_complete(), own.headers.is_complete());
        }
    }
}
