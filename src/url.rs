//! URLs as they are written: their parts, patterns for hosts and paths, percent-decoding.
//!
//! Nothing here validates. A linter has to describe URLs that are incomplete, quoted or half a template, so every text
//! has parts, some of which may be empty.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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

    /// The URL without user, password, query and fragment: the parts that may hold a credential. They are also recognized
    /// where slashes are missing: `//user@host`, `https:/user@host`.
    pub(crate) fn without_credentials(&self) -> String {
        let separator = if self.scheme.is_empty() { "" } else { "://" };
        let url = [self.scheme, separator, self.address, self.path].concat();
        let mut is_start = true;
        let segments = url.split('/').map(|segment| {
            let (user, rest) = split_userinfo(segment);
            let is_user = is_start || user.contains(':');
            is_start &= segment.is_empty() || segment.ends_with(':');
            if is_user { rest } else { segment }
        });
        segments.collect::<Vec<_>>().join("/")
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

/// `user:password` and `host:port`. The last `@` counts: a password may hold others.
fn split_userinfo(authority: &str) -> (&str, &str) {
    authority.rsplit_once('@').unwrap_or(("", authority))
}

/// Where a host is that is not on the public internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrivateHost {
    /// The local machine.
    Local,
    /// An address in a private network.
    Address,
    /// A name in a private network; an empty name, too.
    Name,
}

/// Where a host is, if it is not on the public internet.
pub(crate) fn private_host(host: &str) -> Option<PrivateHost> {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => private_v4(address),
        Ok(IpAddr::V6(address)) => address.to_ipv4_mapped().map_or_else(|| private_v6(address), private_v4),
        Err(_) => private_name(host.trim_end_matches('.')),
    }
}

fn private_v4(address: Ipv4Addr) -> Option<PrivateHost> {
    let [first, second, ..] = address.octets();
    match () {
        () if address.is_loopback() || address.is_unspecified() => Some(PrivateHost::Local),
        () if address.is_private() || address.is_link_local() => Some(PrivateHost::Address),
        // RFC 6598: shared by the customers of a provider.
        () if first == 100 && (64..128).contains(&second) => Some(PrivateHost::Address),
        () => None,
    }
}

fn private_v6(address: Ipv6Addr) -> Option<PrivateHost> {
    match () {
        () if address.is_loopback() || address.is_unspecified() => Some(PrivateHost::Local),
        () if address.is_unique_local() || address.is_unicast_link_local() => Some(PrivateHost::Address),
        () => None,
    }
}

fn private_name(host: &str) -> Option<PrivateHost> {
    let host = host.to_ascii_lowercase();
    let is_below =
        |names: &[&str]| names.iter().any(|name| host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')));
    match () {
        () if host == "localhost" || is_below(&["localhost"]) => Some(PrivateHost::Local),
        // RFC 6761, RFC 6762, RFC 8375, RFC 9476 and the names that routers and containers use.
        () if is_below(&["local", "internal", "lan", "home.arpa", "intranet", "corp", "test"]) => {
            Some(PrivateHost::Name)
        }
        () if !host.contains('.') => Some(PrivateHost::Name),
        () => None,
    }
}

/// Decodes `%41`. `None` where the result is not UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// Whether `text` matches a pattern in which `*` matches any characters; ASCII case is ignored.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // The last `*`, and where to continue if it must match more.
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
            ("//me:secret@host/v1", "//host/v1"),
            ("https:/me@host/v1", "https:/host/v1"),
            ("https:me:secret@host", "host"),
            ("https://host/models/claude@20250101:predict", "https://host/models/claude@20250101:predict"),
        ] {
            assert_eq!(Url::parse(url).without_credentials(), shown);
        }
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
    fn private_hosts_are_recognized() {
        use PrivateHost::{Address, Local, Name};
        for (host, place) in [
            ("example.com", None),
            ("8.8.8.8", None),
            ("2606:4700::1111", None),
            ("172.32.0.1", None),
            ("localhost", Some(Local)),
            ("app.localhost.", Some(Local)),
            ("127.0.0.1", Some(Local)),
            ("0.0.0.0", Some(Local)),
            ("::1", Some(Local)),
            ("192.168.1.4", Some(Address)),
            ("172.16.0.1", Some(Address)),
            ("100.64.0.1", Some(Address)),
            ("169.254.169.254", Some(Address)),
            ("::ffff:10.0.0.1", Some(Address)),
            ("fd00::1", Some(Address)),
            ("minio", Some(Name)),
            ("nas.local", Some(Name)),
            ("Host.Docker.Internal", Some(Name)),
            ("api.test", Some(Name)),
            ("", Some(Name)),
        ] {
            assert_eq!(private_host(host), place, "{host}");
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
