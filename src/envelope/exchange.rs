//! HTTP exchanges, `{"method"?, "url"?, "headers"|"request_headers"?, "body"}`, and arrays of exchanges or bodies.

use super::batch_record;
use super::body;
use super::emitter::{Emitter, Origin};
use super::head::{Head, Headers};
use super::pair;
use super::recording::{Recorded, RecordedBody, any_response, headers};
use super::shape::Shape;
use super::source_map::SourceMap;
use super::value::Value;
use crate::json::Node;

/// Members that contain the path of a request, as events of AWS Lambda do.
const PATH_FIELDS: [&str; 2] = ["path", "rawPath"];
/// Members that contain the response to a request, or a part of it.
const RESPONSE_FIELDS: [&str; 6] =
    ["response", "response_body", "response_headers", "status", "status_code", "statusCode"];

/// Reads a JSON value: a body, a batch, an exchange, or an array of these.
pub(super) fn read(origin: &Origin<'_>, node: Node<'_>, emitter: &mut Emitter<'_>) {
    match Shape::of(node) {
        Shape::Exchange => read_exchange(origin, node, emitter),
        Shape::Pair => pair::read(origin, node, emitter),
        Shape::BatchRecord => batch_record::read(origin, node, emitter),
        Shape::List => {
            for item in node.items() {
                let start = origin.map.map(&item.span()).map(|span| span.start);
                let id = Some(emitter.request_id(start));
                read(&Origin { id, is_whole: false, ..*origin }, item, emitter);
            }
        }
        _ => body::read(origin, node, emitter),
    }
}

/// Reads one exchange; its body is a JSON value or a string that contains one.
fn read_exchange(origin: &Origin<'_>, node: Node<'_>, emitter: &mut Emitter<'_>) {
    let SourceMap::Shift(base) = *origin.map else { return };
    let exchange = Value::Json(node, base);
    // `headers` are all the headers that are sent. `request_headers`, and those of an exchange with a response, are the
    // ones that a recorder kept.
    let has_response = RESPONSE_FIELDS.iter().any(|name| exchange.get(name).is_some());
    let headers = match (exchange.get("headers"), exchange.get("request_headers")) {
        (Some(all), _) if all.is_map() && !has_response => Headers::complete(headers(all)),
        (_, Some(kept)) | (Some(kept), None) if kept.is_map() => Headers::partial(headers(kept)),
        _ => Headers::default(),
    };
    let path = |name: &&str| exchange.get(name).filter(|path| path.scalar().is_some_and(|path| path.starts_with('/')));
    let url = exchange.get("url").or_else(|| exchange.get("uri")).or_else(|| PATH_FIELDS.iter().find_map(path));
    let head = Head {
        method: exchange.str("method").or_else(|| exchange.str("httpMethod")),
        url: url.and_then(Value::scalar),
        url_span: url.map(Value::span),
        headers,
        recorded: exchange.str("recorded").or_else(|| exchange.str("committed")),
        response: has_response.then(|| any_response(exchange)).flatten(),
        ..Head::default()
    };
    let body = exchange.get("body");
    let is_request = emitter.forced && !has_response || body.is_some_and(Value::looks_like_request);
    if head.url.is_none() && !is_request {
        let line = origin.id.as_ref().and_then(|id| id.line);
        let reason = if has_response { "a recorded response" } else { "without a URL, and not a Messages body" };
        return emitter.skip(line, reason.into());
    }
    Recorded { head, body: body.map(RecordedBody::InPlace) }.emit(origin.id.clone(), emitter);
}
