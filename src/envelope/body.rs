//! The body of one request: a Messages body, a batch or an item of a batch.

use std::borrow::Cow;

use super::batch;
use super::content_encoding;
use super::emitter::{Emitter, Origin};
use super::entry::{Content, RequestId};
use super::head::Head;
use super::receiver;
use super::shape::Shape;
use super::source_map::SourceMap;
use super::text::Text;
use super::value::Value;
use crate::json::{Document, Node};

/// Reads a JSON value that is a body.
pub(super) fn read(origin: &Origin<'_>, node: Node<'_>, emitter: &mut Emitter<'_>) {
    match Shape::of(node) {
        Shape::Batch => batch::read(origin, node, emitter),
        Shape::Item => batch::read_item(origin, node, emitter),
        _ => read_body(origin, node, emitter),
    }
}

/// Reads a body that is not a batch, unless it is for another API.
pub(super) fn read_body(origin: &Origin<'_>, node: Node<'_>, emitter: &mut Emitter<'_>) {
    let checked = match emitter.forced {
        true => receiver::check_forced(node, origin.head, emitter.knowledge),
        false => receiver::check_body(node, origin.head, None, emitter.knowledge),
    };
    match checked {
        Ok(()) => emitter.emit(origin, Content::Body(node), node),
        Err(reason) => emitter.skip(origin.id.as_ref().and_then(|id| id.line), reason),
    }
}

/// Reads a body that is a value in an exchange: a JSON value, which stays part of its document, or a string.
pub(super) fn read_in_place(body: Value<'_>, id: Option<RequestId>, head: &Head<'_>, emitter: &mut Emitter<'_>) {
    match body {
        Value::Json(node, base) if !node.is_string() => {
            let map = SourceMap::Shift(base);
            let origin = Origin { document: node.document(), map: &map, id, is_whole: false, head };
            read(&origin, node, emitter);
        }
        _ => read_value(body, id, head, emitter),
    }
}

/// Reads a body that is a value in a recording: a string, or a value that becomes a document of its own.
pub(super) fn read_value(body: Value<'_>, id: Option<RequestId>, head: &Head<'_>, emitter: &mut Emitter<'_>) {
    match body.as_body(emitter.decodable()) {
        Some(text) => read_text(&text, id, head, emitter),
        None => emitter.body_missing(id.and_then(|id| id.line), "its body was not recorded, or is too long"),
    }
}

/// Reads a body that is text: it is parsed on its own, and its spans are mapped back through quotes and escapes.
pub(super) fn read_text(text: &Text<'_>, id: Option<RequestId>, head: &Head<'_>, emitter: &mut Emitter<'_>) {
    let line = id.as_ref().and_then(|id| id.line);
    let Some(body) = content_encoding::decode(&text.text, head, emitter.decodable()) else {
        return emitter.body_missing(line, "its body is compressed, or too long when it is decompressed");
    };
    if !emitter.count_decoded(body.len()) {
        return emitter.body_missing(line, "its body is too long when it is decompressed or its aliases are resolved");
    }
    let compressed = text.map.map(&(0..text.text.len())).filter(|_| matches!(body, Cow::Owned(_)));
    let map = compressed.map_or(Cow::Borrowed(&text.map), |span| Cow::Owned(SourceMap::Whole(span)));
    let mut document = Document::parse(&body);
    document.mark_unknown(&text.holes, &[]);
    let origin = Origin { document: &document, map: &map, id, is_whole: true, head };
    match document.root() {
        None if !text.holes.is_empty() => emitter.body_missing(line, "its body is assembled by a program"),
        None => emitter.emit_broken(&origin),
        Some(root) => read(&origin, root, emitter),
    }
}

/// Reads a document that is the body of one request.
pub(super) fn read_document(document: &Document<'_>, map: &SourceMap, head: &Head<'_>, emitter: &mut Emitter<'_>) {
    let origin = Origin { document, map, id: None, is_whole: true, head };
    match document.root() {
        None => emitter.emit_broken(&origin),
        Some(root) if Shape::of(root) == Shape::Batch => batch::read(&origin, root, emitter),
        Some(root) => emitter.emit(&origin, Content::Body(root), root),
    }
}
