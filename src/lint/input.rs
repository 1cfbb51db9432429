//! What the caller passes in.

use std::borrow::Cow;

use crate::envelope::{Head, Header, Headers};

/// A request to lint: the bytes of the body, and what else is known.
///
/// ```
/// use payloadlint::{Linter, Request};
///
/// let body = br#"{"model": "claude-opus-5-5", "max_tokens": 64, "messages": []}"#;
/// let request = Request::new(body)
///     .url("https://api.anthropic.com/v1/messages")
///     .headers([("x-api-key", "sk-ant-api03-…"), ("anthropic-version", "2023-06-01"), ("content-type", "application/json")]);
/// let report = Linter::default().lint(&request);
/// assert!(!report.is_ok());
/// ```
#[derive(Clone)]
pub struct Request<'b> {
    pub(crate) body: &'b [u8],
    pub(crate) head: Head<'b>,
}

impl std::fmt::Debug for Request<'_> {
    /// The size of the body only: it may hold secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Request {{ body: <{} bytes>, head: {:?} }}", self.body.len(), self.head)
    }
}

impl<'b> Request<'b> {
    /// A request with this body and an unknown URL and headers.
    pub fn new<B: AsRef<[u8]> + ?Sized>(body: &'b B) -> Self {
        Request { body: body.as_ref(), head: Head::default() }
    }

    /// The URL that it is sent to, which sets the target and the endpoint.
    pub fn url(mut self, url: impl Into<Cow<'b, str>>) -> Self {
        self.head.url = Some(url.into());
        self
    }

    /// Adds a header. The headers passed in are taken to be complete, so a required one that is missing is a finding; see
    /// [`Request::partial_headers`].
    pub fn header(mut self, name: impl Into<Cow<'b, str>>, value: impl Into<Cow<'b, str>>) -> Self {
        self.head.headers.push(Header { name: name.into(), value: value.into(), span: None });
        self.head.headers.set_complete(true);
        self
    }

    /// Adds headers, as [`Request::header`] does.
    pub fn headers<N: Into<Cow<'b, str>>, V: Into<Cow<'b, str>>>(
        mut self,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        for (name, value) in headers {
            self = self.header(name, value);
        }
        self.head.headers.set_complete(true);
        self
    }

    /// States that other headers will be added before sending: one that is not listed is unknown, not missing.
    pub fn partial_headers(mut self) -> Self {
        self.head.headers.set_complete(false);
        self
    }

    /// The date on which it was or will be sent, `YYYY-MM-DD`, for the rules about retirement.
    pub fn date(mut self, date: impl Into<Cow<'b, str>>) -> Self {
        self.head.recorded = Some(date.into());
        self
    }

    /// Replaces the headers.
    #[cfg(feature = "http")]
    pub(crate) fn with_headers(mut self, headers: Headers<'b>) -> Self {
        self.head.headers = headers;
        self
    }
}

/// How a file is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileOptions {
    /// The file was named by the user, so it is linted whatever it looks like.
    pub named: bool,
}
