//! HTTP exchanges: `{"method"?, "url"?, "headers"|"request_headers"?, "body"}`.

use crate::json::Node;

use super::emit::{Emitter, Scope};
use super::recording::{Body, Recorded, headers};
use super::value::Value;
use super::{Head, Headers, SourceMap};

/// Fields that hold the answer to a request, or a part of it.
const ANSWER: [&str; 5] = ["response", "response_body", "response_headers", "status", "status_code"];

/// Reads one exchange; its body may be a JSON value or a string that holds one.
pub(super) fn read(scope: &Scope<'_>, node: Node<'_>, out: &mut Emitter<'_>) {
    let SourceMap::Shift(base) = *scope.map else { return };
    let exchange = Value::Json(node, base);
    // `headers` are all that are sent; `request_headers`, or those of an exchange that has an answer, are what a recorder
    // kept.
    let was_answered = ANSWER.iter().any(|name| exchange.get(name).is_some());
    let headers = match (exchange.get("headers"), exchange.get("request_headers")) {
        (Some(all), _) if all.is_map() && !was_answered => Headers::complete(headers(all)),
        (Some(kept), _) | (_, Some(kept)) if kept.is_map() => Headers::partial(headers(kept)),
        _ => Headers::default(),
    };
    let url = exchange.get("url").or_else(|| exchange.get("uri"));
    let head = Head {
        method: exchange.str("method"),
        url: url.and_then(Value::scalar),
        url_span: url.map(Value::span),
        headers,
        recorded: exchange.str("recorded").or_else(|| exchange.str("committed")),
        ..Head::default()
    };
    Recorded { head, body: exchange.get("body").map(Body::Here) }.deliver(scope.place.clone(), out);
}
