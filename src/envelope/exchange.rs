//! HTTP exchanges: `{"method"?, "url"?, "headers"|"request_headers"?, "body"}`.

use std::borrow::Cow;
use std::ops::Range;

use crate::json::{Document, Node};
use crate::knowledge::{Endpoint, Target};

use super::{Content, Head, Header, Headers, Scope, SourceMap, Tally, Visit, batch, recognise};

/// Reads one exchange; its body may be a JSON value or a string that holds one.
pub(super) fn read(scope: &Scope<'_>, node: Node<'_>, visit: &mut Visit<'_>) -> Tally {
    let head = head(scope, node);
    let Some(body) = node.get("body") else { return Tally::default() };
    if !is_ours(&head, body) {
        return Tally { requests: 0, foreign: 1 };
    }
    let mut place = scope.place.clone();
    if let (Some(place), Some(url)) = (&mut place, &head.url) {
        place.url = Some(without_query(url).into_owned());
    }
    match body.as_str() {
        Some(text) => read_text(scope, body, &text, place, &head, visit),
        None => {
            let scope = Scope { place, whole: false, ..*scope };
            read_body(&scope, body, &head, visit)
        }
    }
}

/// A body that is a string: parsed on its own, its spans mapped back through the escapes.
fn read_text(
    scope: &Scope<'_>,
    body: Node<'_>,
    text: &str,
    place: Option<super::Place>,
    head: &Head<'_>,
    visit: &mut Visit<'_>,
) -> Tally {
    let inside = body.raw_str().unwrap_or_default();
    let map = match scope.map {
        SourceMap::Shift(base) => SourceMap::of_json_string(inside, base + body.inside_span().start),
        other => other.map(&body.span()).map_or(SourceMap::Nowhere, SourceMap::Whole),
    };
    let document = Document::parse(text.as_bytes());
    let scope = Scope { document: &document, map: &map, place, whole: true };
    match document.root() {
        None => super::broken(&scope, head, visit),
        Some(root) => read_body(&scope, root, head, visit),
    }
}

fn read_body(scope: &Scope<'_>, body: Node<'_>, head: &Head<'_>, visit: &mut Visit<'_>) -> Tally {
    match recognise::value(body) {
        recognise::Shape::Batch => batch::read(scope, body, head, visit),
        _ => super::one(scope, Content::Body(body), head, body, visit),
    }
}

fn head<'a>(scope: &Scope<'_>, node: Node<'a>) -> Head<'a> {
    let span = |node: Node<'_>| scope.map.map(&node.span());
    let url = node.get("url").or_else(|| node.get("uri")).filter(|url| url.is_string());
    Head {
        method: node.str("method"),
        url: url.and_then(|url| url.as_str()),
        url_span: url.and_then(span),
        headers: headers(node, &span),
        recorded: node.str("recorded").or_else(|| node.str("committed")).filter(|date| date.len() >= 10),
    }
}

/// `headers` are all that were sent; `request_headers` are what a recorder kept.
fn headers<'a>(node: Node<'a>, span: &dyn Fn(Node<'_>) -> Option<Range<usize>>) -> Headers<'a> {
    let (object, complete) = match (node.get("headers"), node.get("request_headers")) {
        (Some(headers), _) if headers.is_object() => (headers, true),
        (_, Some(headers)) if headers.is_object() => (headers, false),
        _ => return Headers::default(),
    };
    let mut list = Vec::with_capacity(object.len());
    for (name, value) in object.members() {
        // Some recorders keep a list of values for each name.
        let values = if value.is_array() { value.items().collect() } else { vec![value] };
        for value in values {
            let text = match value.as_str() {
                Some(text) => text,
                None => Cow::Borrowed(value.source()),
            };
            list.push(Header { name: name.as_str().unwrap_or_default(), value: text, span: span(value) });
        }
    }
    if complete { Headers::complete(list) } else { Headers::partial(list) }
}

/// Whether a recorded request went to a Messages endpoint; one without a url is taken to. A Messages body sent to
/// another path of such a host is ours too: that path is its fault.
fn is_ours(head: &Head<'_>, body: Node<'_>) -> bool {
    let is_post = head.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case("post"));
    let Some(url) = head.url.as_deref() else { return is_post };
    let is_stray = || {
        let has_messages = body.get("messages").is_some() && body.get("max_tokens").is_some();
        has_messages && Target::from_url(url).is_some() && !url.contains("/chat/completions")
    };
    is_post && (Endpoint::from_url(url).is_some() || is_stray())
}

/// The url without its query, fragment and user part, which may hold credentials.
fn without_query(url: &str) -> Cow<'_, str> {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = &url[..end];
    match (url.find("://"), url.find('@')) {
        (Some(scheme), Some(at)) if at > scheme && !url[scheme + 3..at].contains('/') => {
            Cow::Owned(format!("{}{}", &url[..scheme + 3], &url[at + 1..]))
        }
        _ => Cow::Borrowed(url),
    }
}
