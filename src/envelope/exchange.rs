//! HTTP exchanges: `{"method"?, "url"?, "headers"|"request_headers"?, "body"}`.

use crate::json::Node;

use super::out::{Out, Scope};
use super::recording::{Body, Recorded, headers};
use super::value::Value;
use super::{Head, Headers, SourceMap};

/// Reads one exchange; its body may be a JSON value or a string that holds one.
pub(super) fn read(scope: &Scope<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let SourceMap::Shift(base) = *scope.map else { return };
    let exchange = Value::Json(node, base);
    // `headers` are all that were sent; `request_headers` are what a recorder kept.
    let headers = match (exchange.get("headers"), exchange.get("request_headers")) {
        (Some(all), _) if all.is_map() => Headers::complete(headers(all)),
        (_, Some(kept)) if kept.is_map() => Headers::partial(headers(kept)),
        _ => Headers::default(),
    };
    let url = exchange.get("url").or_else(|| exchange.get("uri"));
    let head = Head {
        method: exchange.str("method"),
        url: url.and_then(Value::scalar),
        url_span: url.map(Value::span),
        headers,
        recorded: exchange.str("recorded").or_else(|| exchange.str("committed")),
    };
    Recorded { head, body: exchange.get("body").map(Body::Here) }.deliver(scope.place.clone(), out);
}
