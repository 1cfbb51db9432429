//! What is known around a body.

use std::borrow::Cow;
use std::ops::Range;

use crate::mask::mask_secrets;
use crate::url::Url;

/// Method, url, headers and date of a request, as far as its envelope tells.
#[derive(Clone, Default)]
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
    /// The headers are what a client is about to send: nobody wrote anything down in place of a secret.
    pub is_live: bool,
}

impl Head<'_> {
    /// Whether it tells neither a url nor anything of headers.
    pub(crate) fn is_empty(&self) -> bool {
        self.url.is_none() && self.headers.list.is_empty() && !self.headers.complete
    }

    /// The URL without the parts that may hold credentials: user, password, query and fragment.
    pub fn shown_url(&self) -> Option<String> {
        let url = Url::parse(self.url.as_deref()?).without_credentials();
        Some(mask_secrets(&url).into_owned())
    }
}

impl Head<'_> {
    /// A copy that does not say where in its file anything stands.
    pub(super) fn without_places(&self) -> Head<'static> {
        let owned = |text: &Cow<'_, str>| Cow::Owned(text.clone().into_owned());
        let header =
            |header: &Header<'_>| Header { name: owned(&header.name), value: owned(&header.value), span: None };
        Head {
            method: self.method.as_ref().map(owned),
            url: self.url.as_ref().map(owned),
            url_span: None,
            headers: Headers {
                list: self.headers.iter().map(header).collect(),
                hidden: self.headers.hidden.iter().map(owned).collect(),
                complete: self.headers.complete,
            },
            recorded: self.recorded.as_ref().map(owned),
            is_live: self.is_live,
        }
    }
}

impl std::fmt::Debug for Head<'_> {
    /// Leaves out what may hold credentials: parts of the URL, and the values of headers.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Head")
            .field("method", &self.method)
            .field("url", &self.shown_url())
            .field("headers", &self.headers)
            .field("recorded", &self.recorded)
            .finish_non_exhaustive()
    }
}

impl<'a> Head<'a> {
    /// This head, and of `other` what this one does not know. A header of `other` is taken where it is unknown here.
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
}

/// The headers of a request: complete, partial, or not known at all.
#[derive(Clone, Default)]
pub struct Headers<'a> {
    list: Vec<Header<'a>>,
    /// Names of headers that are sent with a value that is not known.
    hidden: Vec<Cow<'a, str>>,
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

impl Header<'_> {
    /// Whether a recorder has put marks in place of the value: then it was sent, and no more is known of it.
    pub fn is_masked(&self) -> bool {
        let upper = self.value.to_ascii_uppercase();
        let words = ["REDACTED", "FILTERED", "SCRUBBED", "SANITIZED", "MASKED", "HIDDEN", "REMOVED"];
        self.value.contains(['*', '\u{2026}', '\u{2022}']) || words.iter().any(|word| upper.contains(word))
    }
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

impl<'a> Headers<'a> {
    /// These headers and no others were sent.
    pub fn complete(list: Vec<Header<'a>>) -> Self {
        Headers { list, hidden: Vec::new(), complete: true }
    }
    /// These headers were sent, and perhaps others.
    pub fn partial(list: Vec<Header<'a>>) -> Self {
        Headers { list, hidden: Vec::new(), complete: false }
    }
    /// Whether a header that is not listed was not sent.
    pub fn is_complete(&self) -> bool {
        self.complete
    }
    /// Every header that is known.
    pub fn iter(&self) -> impl Iterator<Item = &Header<'a>> {
        self.list.iter()
    }
    /// Forgets the values of headers: they were sent, and nothing is known of what they say.
    pub(super) fn hide(&mut self, is_hidden: impl Fn(&Header<'a>) -> bool) {
        let hidden = self.list.extract_if(.., |header| is_hidden(header)).map(|header| header.name);
        self.hidden.extend(hidden);
    }
    /// Notes that a header is sent whose value is not known.
    pub(super) fn push_hidden(&mut self, name: Cow<'a, str>) {
        self.hidden.push(name);
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
            Some(header) if header.is_masked() => HeaderValue::Unknown,
            Some(header) => HeaderValue::Known(header),
            None if self.complete && !self.hidden.iter().any(|hidden| hidden.eq_ignore_ascii_case(name)) => {
                HeaderValue::Absent
            }
            None => HeaderValue::Unknown,
        }
    }
    /// Every value of a header that may be repeated, as far as it is known.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Header<'a>> {
        self.list.iter().filter(move |header| header.name.eq_ignore_ascii_case(name) && !header.is_masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers<'a>(names: &[&'a str]) -> Vec<Header<'a>> {
        names.iter().map(|name| Header { name: (*name).into(), value: "x".into(), span: None }).collect()
    }

    #[test]
    fn a_default_stands_in_for_what_is_unknown_only() {
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
