//! URLs as they are written: their parts, patterns for hosts and paths, percent-decoding.
//!
//! Nothing here validates. A linter has to describe URLs that are incomplete, quoted or half a template, so every text
//! has parts, some of which may be empty.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The parts of a URL. A part that the URL does not have is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Url<'u> {
    /// `https`, without the colon.
    pub(crate) scheme: &'u str,
    /// User and password, without the `@`.
    pub(crate) userinfo: &'u str,
    /// Host and port, as written.
    pub(crate) address: &'u str,
    /// The path, with its leading slash.
    pub(crate) path: &'u str,
}

impl<'u> Url<'u> {
    /// The parts of `url`. Without `://` it has no scheme: `api.example.com/v1`; a text that starts with `/` is a path.
    pub(crate) fn parse(url: &'u str) -> Self {
        let url = url.trim();
        match url.split_once("://").filter(|(scheme, _)| !scheme.contains(['/', '?', '#'])) {
            Some((scheme, rest)) => Url { scheme, ..Url::after_scheme(rest) },
            None => Url::after_scheme(url),
        }
    }

    /// The parts of what follows `https://`.
    pub(crate) fn after_scheme(rest: &'u str) -> Self {
        let rest = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (userinfo, address) = split_userinfo(authority);
        Url { scheme: "", userinfo, address, path }
    }

    /// The host, without port and without the brackets of an IPv6 address.
    pub(crate) fn host(&self) -> &'u str {
        let address = self.address;
        match address.strip_prefix('[') {
            Some(inside) => &inside[..inside.find(']').unwrap_or(inside.len())],
            None => &address[..address.find(':').unwrap_or(address.len())],
        }
    }

    /// The URL without user, password, query and fragment: the parts that may hold a credential.
    pub(crate) fn without_credentials(&self) -> String {
        let separator = if self.scheme.is_empty() { "" } else { "://" };
        [self.scheme, separator, self.address, self.path].concat()
    }
}

/// Splits off the scheme of a URL: the text before the first colon, and what follows the colon.
/// `None` where that text cannot be a scheme (RFC 3986, section 3.1).
pub(crate) fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then_some((scheme, rest))
}

/// User and password in the text that follows `://`, wherever the URL ends in that text; empty if it has none.
pub(crate) fn userinfo(text: &str) -> &str {
    let ends = |c: char| matches!(c, '/' | '?' | '#' | '"' | '\'' | '\\') || c.is_whitespace();
    split_userinfo(&text[..text.find(ends).unwrap_or(text.len())]).0
}

/// `user:password` and `host:port`. The last `@` counts: a password may hold others.
fn split_userinfo(authority: &str) -> (&str, &str) {
    authority.rsplit_once('@').unwrap_or(("", authority))
}

/// Decodes `%41`. `None` where the result is not UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// Whether `text` matches a pattern in which `*` stands for any run of characters; ASCII case is ignored.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // The last `*`, and where to continue if what it stands for turns out to be longer.
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            retry = Some((p, t));
            p += 1;
        } else if pattern.get(p).is_some_and(|byte| byte.eq_ignore_ascii_case(&text[t])) {
            p += 1;
            t += 1;
        } else if let Some((star, start)) = retry {
            retry = Some((star, start + 1));
            p = star + 1;
            t = start + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_parts() {
        for (url, scheme, userinfo, host, path) in [
            ("https://api.example.com/v1/messages?a=b", "https", "", "api.example.com", "/v1/messages"),
            ("https://api.example.com:443", "https", "", "api.example.com", ""),
            (" https://me:pa@ss@host/a@b ", "https", "me:pa@ss", "host", "/a@b"),
            ("api.example.com:443/v1#top", "", "", "api.example.com", "/v1"),
            ("me@host", "", "me", "host", ""),
            ("/v1/messages", "", "", "", "/v1/messages"),
            ("/go?to=https://host/a", "", "", "", "/go"),
            ("http://[::1]:3000/v1", "http", "", "::1", "/v1"),
            ("http://[::1", "http", "", "::1", ""),
            ("https://?key=a", "https", "", "", ""),
            ("", "", "", "", ""),
        ] {
            let parts = Url::parse(url);
            let found = (parts.scheme, parts.userinfo, parts.host(), parts.path);
            assert_eq!(found, (scheme, userinfo, host, path), "{url}");
        }
    }

    #[test]
    fn credentials_are_removed() {
        for (url, shown) in [
            ("https://me:secret@host:80/a?key=secret", "https://host:80/a"),
            ("me:secret@host/a", "host/a"),
            ("/v1/messages#secret", "/v1/messages"),
            ("http://[::1]:80/a", "http://[::1]:80/a"),
        ] {
            assert_eq!(Url::parse(url).without_credentials(), shown);
        }
        assert_eq!(userinfo("me:secret@host, and you@there"), "me:secret");
        assert_eq!(userinfo("host/a@b"), "");
    }

    #[test]
    fn a_scheme_is_split_off() {
        assert_eq!(split_scheme("data:image/png;base64,AA"), Some(("data", "image/png;base64,AA")));
        assert_eq!(split_scheme("https://host"), Some(("https", "//host")));
        for text in ["./a:b", "3d:x", ":x", "a.png", ""] {
            assert_eq!(split_scheme(text), None, "{text}");
        }
    }

    #[test]
    fn patterns_match_whole_texts() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("*.example.com", "API.Example.com", true),
            ("*.example.com", "example.com", false),
            ("*/v1/messages", "/a/v1/messages/v1/messages", true),
            ("*/v1/messages", "/v1/messages/batches", false),
            ("/model/*/invoke", "/model/a/b/invoke", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn percent_escapes_are_decoded() {
        assert!(matches!(percent_decoded("claude"), Some(Cow::Borrowed("claude"))));
        assert_eq!(percent_decoded("v1%3A0%2f100%").as_deref(), Some("v1:0/100%"));
        assert_eq!(percent_decoded("%FF"), None);
    }
}
