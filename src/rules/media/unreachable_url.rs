use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::finding::quoted;
use crate::json::Node;
use crate::payload::{Block, BlockKind, Origin, Payload};
use crate::rules::{Check, Diagnostic, Sink, rule};
use crate::url::{self, Url};

rule! {
    /// ## What it does
    ///
    /// Finds images and documents whose URL the API cannot download: it refers to the local machine or a private
    /// network, has a scheme other than `http` and `https`, or has no scheme and host.
    ///
    /// ## Why the API refuses it
    ///
    /// The API downloads the file from the public internet. It cannot access the caller's `localhost`, private
    /// addresses such as `10.0.0.7`, or local files.
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
    /// Use a public URL, or send the file in base64:
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "url", "url": "https://upload.wikimedia.org/wikipedia/commons/a/a9/Example.jpg"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response, 2026-09-10: `Unable to download the file.` (E133; only the start of the message was seen). A
    /// gateway may download files before it forwards a request, so this is a warning if the target is a gateway.
    PL631 "unreachable-url",
    summary: "a URL that the API cannot download",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "live response",
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

fn diagnostic(node: Node<'_>, url: &str) -> Option<Diagnostic> {
    let Some((scheme, rest)) = url::split_scheme(url.trim()) else {
        let message = match url.trim() {
            "" => "empty URL".to_owned(),
            _ => format!("{} is not a valid URL: it has no scheme and no host", quoted(url)),
        };
        let diagnostic = RULE
            .at(node, message)
            .label("expected an `https://` URL")
            .help("use the complete URL (`https://…`), or send the file in base64");
        return Some(diagnostic.response_status(400, "invalid_request_error"));
    };
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        let help = if scheme.eq_ignore_ascii_case("data") {
            "use a source of type `base64`, with what follows the comma as its `data`"
        } else {
            "use an `https` URL (a signed one for a private bucket), or send the file in base64"
        };
        let diagnostic = RULE
            .at(node, format!("the API does not download `{scheme}:` URLs"))
            .label("only `http` and `https` are supported")
            .help(help);
        return Some(diagnostic.response_status(400, "invalid_request_error"));
    }
    let host = host(rest);
    let location = private_location(host)?;
    let message = match host {
        "" => "the API cannot download this URL: it has no host".to_owned(),
        _ => format!("the API cannot reach {}, which is {location}", quoted(host)),
    };
    let diagnostic =
        RULE.at(node, message).label("not on the public internet").help("use a public URL, or send the file in base64");
    Some(diagnostic.response("E133", []))
}

/// The host in what follows the scheme and its colon.
fn host(rest: &str) -> &str {
    Url::after_scheme(rest.strip_prefix("//").unwrap_or(rest)).host()
}

const LOCAL: &str = "the local machine";
const PRIVATE_ADDRESS: &str = "an address in a private network";
const PRIVATE_NAME: &str = "a name in a private network";

/// What a host is, if it is not on the public internet.
fn private_location(host: &str) -> Option<&'static str> {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => private_v4(address),
        Ok(IpAddr::V6(address)) => address.to_ipv4_mapped().map_or_else(|| private_v6(address), private_v4),
        Err(_) => private_name(host.trim_end_matches('.')),
    }
}

fn private_v4(address: Ipv4Addr) -> Option<&'static str> {
    let [first, second, ..] = address.octets();
    match () {
        () if address.is_loopback() || address.is_unspecified() => Some(LOCAL),
        () if address.is_private() || address.is_link_local() => Some(PRIVATE_ADDRESS),
        // RFC 6598: shared by the customers of a provider.
        () if first == 100 && (64..128).contains(&second) => Some(PRIVATE_ADDRESS),
        () => None,
    }
}

fn private_v6(address: Ipv6Addr) -> Option<&'static str> {
    match () {
        () if address.is_loopback() || address.is_unspecified() => Some(LOCAL),
        () if address.is_unique_local() || address.is_unicast_link_local() => Some(PRIVATE_ADDRESS),
        () => None,
    }
}

fn private_name(host: &str) -> Option<&'static str> {
    let host = host.to_ascii_lowercase();
    let is_below =
        |names: &[&str]| names.iter().any(|name| host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')));
    match () {
        () if host == "localhost" || is_below(&["localhost"]) => Some(LOCAL),
        // RFC 6762, RFC 8375, RFC 9476 and the names that routers and containers use.
        () if is_below(&["local", "internal", "lan", "home.arpa", "intranet", "corp"]) => Some(PRIVATE_NAME),
        // Including an empty host.
        () if !host.contains('.') => Some(PRIVATE_NAME),
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
            assert_eq!(private_location(host(url)).is_some(), private, "{url}");
        }
    }
}
