use crate::finding::quoted;
use crate::json::Node;
use crate::mask::shown;
use crate::payload::{Block, BlockKind, Origin, Payload};
use crate::rules::{Check, Diagnostic, Sink, rule};
use crate::url::{self, PrivateHost, Url};

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
            "" => "empty URL".into(),
            _ => shown!("{} is not a valid URL: it has no scheme and no host", quoted(url)),
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
            .at(node, shown!("the API does not download `{}:` URLs", quoted(scheme).unquoted()))
            .label("only `http` and `https` are supported")
            .help(help);
        return Some(diagnostic.response_status(400, "invalid_request_error"));
    }
    let host = host(rest);
    let location = match url::private_host(host)? {
        PrivateHost::Local => "the local machine",
        PrivateHost::Address => "an address in a private network",
        PrivateHost::Name => "a name in a private network",
    };
    let message = match host {
        "" => "the API cannot download this URL: it has no host".into(),
        _ => shown!("the API cannot reach {}, which is {location}", quoted(host), location),
    };
    let diagnostic =
        RULE.at(node, message).label("not on the public internet").help("use a public URL, or send the file in base64");
    Some(diagnostic.response("E133", []))
}

/// The host in what follows the scheme and its colon.
fn host(rest: &str) -> &str {
    Url::after_scheme(rest.strip_prefix("//").unwrap_or(rest)).host()
}
