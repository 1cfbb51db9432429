//! The credentials that a request presents.

use crate::envelope::{Header, HeaderValue};
use crate::knowledge::{Credential, Target};
use crate::placeholder::Placeholder;
use crate::url::Url;

use super::Context;

pub(crate) use crate::envelope::CREDENTIAL_HEADERS;

/// A credential that a request presents.
pub(crate) struct Presented<'c, 'a> {
    pub(crate) header: &'c Header<'a>,
    /// `Bearer`, `Basic` …, as written; `None` in other headers than `authorization`, and if it is missing.
    pub(crate) scheme: Option<&'c str>,
    /// The value without its scheme, surrounding whitespace and quotes.
    pub(crate) secret: &'c str,
    /// Whether the value starts or ends with a quote.
    pub(crate) is_quoted: bool,
    /// Whether there is whitespace in or around the value.
    pub(crate) has_whitespace: bool,
    pub(crate) content: Content<'c>,
}

/// What the value of a credential header contains.
#[derive(Clone, Copy)]
pub(crate) enum Content<'c> {
    /// Nothing.
    Empty,
    /// The signature of the request instead of a key.
    Signature,
    /// A placeholder. What is really sent is not known.
    Placeholder(Placeholder),
    /// A key or token, and its kind if that is known.
    Key(Option<&'c Credential>),
}

impl<'c> Presented<'c, '_> {
    /// The kind of the key, if it is known.
    pub(crate) fn kind(&self) -> Option<&'c Credential> {
        match self.content {
            Content::Key(kind) => kind,
            _ => None,
        }
    }
}

impl<'a> Context<'a> {
    /// The credentials that the request presents, in the order of [`CREDENTIAL_HEADERS`]. A masked one was sent, but
    /// nothing more is known about it: it is left out.
    pub(crate) fn credentials(&self) -> impl Iterator<Item = Presented<'_, 'a>> {
        let head = self.head;
        let is_named = |header: &&Header<'a>, name: &str| header.name.eq_ignore_ascii_case(name);
        let headers = CREDENTIAL_HEADERS
            .iter()
            .flat_map(move |name| head.headers.iter().filter(move |header| is_named(header, name)));
        headers.filter(|header| head.is_live || !header.is_redacted()).map(|header| self.credential(header))
    }

    fn credential<'c>(&'c self, header: &'c Header<'a>) -> Presented<'c, 'a> {
        let (scheme, value) = split_scheme(header);
        let secret = value.trim_matches(QUOTES);
        Presented {
            header,
            scheme,
            secret,
            is_quoted: secret.len() < value.len(),
            has_whitespace: header.value.trim() != header.value || value.contains(char::is_whitespace),
            content: self.content(header, value, secret),
        }
    }

    fn content<'c>(&'c self, header: &Header<'_>, value: &str, secret: &str) -> Content<'c> {
        let credentials = self.knowledge.credentials();
        // A signature consists of several words: it is recognized with its scheme.
        let is_signature = || credentials.classify(&header.value).is_some_and(|kind| &*kind.kind == "aws-signature");
        if value.is_empty() {
            return Content::Empty;
        }
        if is_signature() {
            return Content::Signature;
        }
        match Placeholder::of(secret) {
            Some(placeholder) => Content::Placeholder(placeholder),
            None => Content::Key(credentials.classify(secret)),
        }
    }

    /// The host of the request's URL. `None` if the URL is malformed or unknown.
    pub(crate) fn host(&self) -> Option<&str> {
        let host = Url::parse(self.head.url.as_deref()?).host();
        let is_valid =
            |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        Some(host).filter(|host| !host.is_empty()).filter(is_valid)
    }

    /// Whether the request is known not to have a header.
    pub(crate) fn lacks_header(&self, name: &str) -> bool {
        matches!(self.head.headers.get(name), HeaderValue::Absent)
    }

    /// Whether it is known what the receiver accepts: the target is set, or derived from the URL.
    pub(crate) fn has_known_receiver(&self) -> bool {
        self.target != Target::Messages || self.head.url.is_none()
    }
}

const QUOTES: [char; 7] = ['"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];

/// The scheme and the rest of an `authorization` header; the value of any other header.
fn split_scheme<'c>(header: &'c Header<'_>) -> (Option<&'c str>, &'c str) {
    let value = header.value.trim();
    if !header.name.eq_ignore_ascii_case("authorization") {
        return (None, value);
    }
    let is_scheme =
        |word: &str| word.len() <= 20 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match value.split_once(' ') {
        Some((scheme, secret)) if is_scheme(scheme) && !scheme.starts_with("sk-") => (Some(scheme), secret.trim()),
        None if value.eq_ignore_ascii_case("bearer") => (Some(value), ""),
        _ => (None, value),
    }
}
