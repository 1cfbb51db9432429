//! What a text or a JSON value is, told by its content.

use crate::json::{Document, Node};

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Body,
    Batch,
    Item,
    Exchange,
    Exchanges,
}

/// Fields that only a Messages body has at its root.
const BODY_FIELDS: [&str; 5] = ["messages", "model", "max_tokens", "system", "tools"];
/// Fields that an HTTP exchange has beside its body.
const EXCHANGE_FIELDS: [&str; 5] = ["url", "uri", "headers", "request_headers", "method"];

pub(super) fn value(node: Node<'_>) -> Shape {
    let has = |names: &[&str]| names.iter().any(|name| node.get(name).is_some());
    if node.get("messages").is_some() {
        return Shape::Body;
    }
    if node.get("requests").is_some_and(|requests| requests.is_array()) {
        return Shape::Batch;
    }
    if node.get("params").is_some_and(|params| params.is_object()) && node.get("custom_id").is_some() {
        return Shape::Item;
    }
    if node.get("body").is_some() && has(&EXCHANGE_FIELDS) && !has(&BODY_FIELDS) {
        return Shape::Exchange;
    }
    if node.is_array() && !node.is_empty() && node.items().all(|item| looks_like_request(item)) {
        return Shape::Exchanges;
    }
    Shape::Body
}

/// Whether a JSON value is a request of one of the shapes that are read, and not merely some JSON.
pub(super) fn looks_like_request(node: Node<'_>) -> bool {
    match value(node) {
        Shape::Body => BODY_FIELDS.iter().filter(|name| node.get(name).is_some()).count() >= 2 || is_lone_body(node),
        _ => true,
    }
}

/// A body with one known field is one when that field has the shape only a request gives it.
fn is_lone_body(node: Node<'_>) -> bool {
    node.get("messages").is_some_and(|messages| {
        messages.is_array()
            && messages.items().next().is_none_or(|first| first.get("role").is_some() || first.get("content").is_some())
    })
}

/// Whether a text is one JSON value a line: by its name, or because its first line is a whole value and the second
/// another.
pub(super) fn is_jsonl(name: &str, text: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    if name.ends_with(".jsonl") || name.ends_with(".ndjson") {
        return true;
    }
    let mut lines = super::jsonl::lines(text).map(|(_, _, line)| line.trim_ascii());
    let is_value =
        |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}") && Document::parse(line).root().is_some();
    match (lines.next(), lines.next()) {
        (Some(first), Some(second)) => second.starts_with(b"{") && is_value(first),
        _ => false,
    }
}

/// Whether broken text has the words of a request.
pub(super) fn mentions_request(text: &[u8]) -> bool {
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    has("messages") && (has("role") || has("model") || has("max_tokens"))
}
