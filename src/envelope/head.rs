//! What is known around a body.

use std::borrow::Cow;
use std::ops::Range;

/// Method, url, headers and date of a request, as far as its envelope tells.
#[derive(Debug, Clone, Default)]
pub struct Head<'a> {
    /// HTTP method.
    pub method: Option<Cow<'a, str>>,
    /// The url.
    pub url: Option<Cow<'a, str>>,
    /// The url's bytes in the file.
    pub url_span: Option<Range<usize>>,
    /// The headers.
    pub headers: Headers<'a>,
    /// The date on which it was sent or recorded, `YYYY-MM-DD`.
    pub recorded: Option<Cow<'a, str>>,
}

/// The headers of a request: complete, partial, or not known at all.
#[derive(Clone, Default)]
pub struct Headers<'a> {
    list: Vec<Header<'a>>,
    complete: bool,
}

/// One header. Its value may be a credential: it is never printed by `Debug`.
#[derive(Clone)]
pub struct Header<'a> {
    /// The name, as sent.
    pub name: Cow<'a, str>,
    /// The value, as sent.
    pub value: Cow<'a, str>,
    /// The value's bytes in the file.
    pub span: Option<Range<usize>>,
}

/// A header, three-valued.
#[derive(Debug, Clone, Copy)]
pub enum HeaderValue<'h, 'a> {
    /// It is there.
    Known(&'h Header<'a>),
    /// All headers are known and it is not among them.
    Absent,
    /// Nothing is known of it.
    Unknown,
}

impl std::fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: <{} bytes>", self.name, self.value.len())
    }
}

impl std::fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

impl Header<'_> {
    /// Whether a recorder put a stand-in for the value, of which nothing is known then.
    fn is_redacted(&self) -> bool {
        let value = self.value.trim();
        let stars = value.bytes().filter(|byte| *byte == b'*').count();
        (stars > 0 && stars == value.len())
            || value.trim_matches(['*', '[', ']', '<', '>']).eq_ignore_ascii_case("redacted")
    }
}

impl<'a> Headers<'a> {
    /// These headers and no others were sent.
    pub fn complete(list: Vec<Header<'a>>) -> Self {
        Headers { list, complete: true }
    }
    /// These headers were sent, and perhaps others.
    pub fn partial(list: Vec<Header<'a>>) -> Self {
        Headers { list, complete: false }
    }
    /// Whether a header that is not listed was not sent.
    pub fn is_complete(&self) -> bool {
        self.complete
    }
    /// Every header that is known.
    pub fn iter(&self) -> impl Iterator<Item = &Header<'a>> {
        self.list.iter()
    }
    /// Adds a header.
    pub fn push(&mut self, header: Header<'a>) {
        self.list.push(header);
    }
    /// From now on, a header that is not listed is one that is not sent.
    pub fn set_complete(&mut self, complete: bool) {
        self.complete = complete;
    }
    /// What is known of the header `name`; names compare without case. A redacted value is unknown.
    pub fn get(&self, name: &str) -> HeaderValue<'_, 'a> {
        match self.list.iter().find(|header| header.name.eq_ignore_ascii_case(name)) {
            Some(header) if header.is_redacted() => HeaderValue::Unknown,
            Some(header) => HeaderValue::Known(header),
            None if self.complete => HeaderValue::Absent,
            None => HeaderValue::Unknown,
        }
    }
    /// Every known value of a header that may be repeated.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Header<'a>> {
        self.list.iter().filter(move |header| header.name.eq_ignore_ascii_case(name) && !header.is_redacted())
    }
}
