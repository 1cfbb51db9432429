use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::finding::quoted;
use crate::payload::{Block, BlockKind, Origin, Payload};
use crate::rules::{Check, Diagnostic, Sink, rule};
use crate::url::{self, Url};

rule! {
    /// ## What it does
    ///
    /// Finds images and documents whose url the API cannot fetch: of this machine, of a private network, of another
    /// scheme than `http` or `https`, or without scheme and host.
    ///
    /// ## Why the API refuses it
    ///
    /// The API downloads the file itself, from the public internet. It has no access to `localhost`, to addresses such
    /// as `10.0.0.7`, or to files of the caller's.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "url", "url": "http://localhost:3000/uploads/cat.png"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// A public url, or the file in base64:
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "url", "url": "https://upload.wikimedia.org/wikipedia/commons/a/a9/Example.jpg"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer, 2026-09-10: `Unable to download the file.` (row E133 of the catalogue; only its first words were
    /// seen). A gateway may fetch files before it passes a request on: where the target is one, a warning.
    PL631 "unreachable-url",
    summary: "a url that the API cannot fetch",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "live answer",
    since: "0.1.0",
    responses: ["E133"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image, BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(Origin::Url(node)) = payload.medium(block).map(|medium| &medium.origin) else { return };
    let Some(url) = node.as_str() else { return };
    let Some(diagnostic) = diagnostic(*node, &url) else { return };
    sink.push(diagnostic.uncertain_if(!payload.context.is_first_party()));
}

fn diagnostic(node: crate::json::Node<'_>, url: &str) -> Option<Diagnostic> {
    let Some((scheme, rest)) = url::split_scheme(url.trim()) else {
        let what = if url.trim().is_empty() { "an empty text".to_owned() } else { quoted(url) };
        let diagnostic = RULE
            .at(node, format!("{what} is no url: it has no scheme and no host"))
            .label("a path says nothing to the API")
            .help("give the whole url (`https://…`), or send the file in base64");
        return Some(diagnostic.response_status(400, "invalid_request_error"));
    };
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        let help = if scheme.eq_ignore_ascii_case("data") {
            "use a source of type `base64`: what follows the comma is its `data`"
        } else {
            "give an `https` url (a signed one for a private bucket), or send the file in base64"
        };
        let diagnostic =
            RULE.at(node, format!("the API fetches no `{scheme}:` urls")).label("`http` and `https` only").help(help);
        return Some(diagnostic.response_status(400, "invalid_request_error"));
    }
    let host = host(rest);
    let place = place(host)?;
    let diagnostic = RULE
        .at(node, format!("the API cannot reach {}: it is {place}", quoted(host)))
        .label("not on the public internet")
        .help("give a public url, or send the file in base64");
    Some(diagnostic.response("E133", []))
}

/// The host in what follows the scheme and its colon.
fn host(rest: &str) -> &str {
    Url::after_scheme(rest.strip_prefix("//").unwrap_or(rest)).host()
}

/// What kind of private place a host is.
fn place(host: &str) -> Option<&'static str> {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => v4(address),
        Ok(IpAddr::V6(address)) => address.to_ipv4_mapped().map_or_else(|| v6(address), v4),
        Err(_) => name(host.trim_end_matches('.')),
    }
}

fn v4(address: Ipv4Addr) -> Option<&'static str> {
    let [first, second, ..] = address.octets();
    match () {
        () if address.is_loopback() || address.is_unspecified() => Some("this machine"),
        () if address.is_private() || address.is_link_local() => Some("an address of a private network"),
        // RFC 6598: shared by the customers of a provider.
        () if first == 100 && (64..128).contains(&second) => Some("an address of a private network"),
        () => None,
    }
}

fn v6(address: Ipv6Addr) -> Option<&'static str> {
    match () {
        () if address.is_loopback() || address.is_unspecified() => Some("this machine"),
        () if address.is_unique_local() || address.is_unicast_link_local() => Some("an address of a private network"),
        () => None,
    }
}

fn name(host: &str) -> Option<&'static str> {
    let host = host.to_ascii_lowercase();
    let ends =
        |names: &[&str]| names.iter().any(|name| host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')));
    match () {
        () if host.is_empty() => Some("no host at all"),
        () if host == "localhost" || ends(&["localhost"]) => Some("this machine"),
        // RFC 6762, RFC 8375, RFC 9476 and the names that routers and containers use.
        () if ends(&["local", "internal", "lan", "home.arpa", "intranet", "corp"]) => {
            Some("a name of a private network")
        }
        () if !host.contains('.') => Some("a name of a private network"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_and_private_hosts() {
        for (url, private) in [
            ("//example.com/a.png", false),
            ("//8.8.8.8/a.png", false),
            ("//user:pass@example.com:8080/a", false),
            ("//[2606:4700::1111]/a", false),
            ("//localhost:3000/a", true),
            ("//127.0.0.1/a", true),
            ("//0.0.0.0:80", true),
            ("//192.168.1.4/a", true),
            ("//172.16.0.1/a", true),
            ("//172.32.0.1/a", false),
            ("//100.64.0.1/a", true),
            ("//169.254.169.254/latest", true),
            ("//[::1]:3000/a", true),
            ("//[::ffff:10.0.0.1]/a", true),
            ("//[fd00::1]/a", true),
            ("//minio:9000/bucket/a", true),
            ("//nas.local/a", true),
            ("//host.docker.internal/a", true),
            ("///a.png", true),
        ] {
            assert_eq!(place(host(url)).is_some(), private, "{url}");
        }
    }
}
