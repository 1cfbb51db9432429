//! Recognizes responses of the API, which are sometimes linted in place of the request.

use crate::json::Node;
use crate::schema::{Fault, ResponseKind, Shape, Violation};

/// The violation that a body is a response, at the member that shows it.
pub(super) fn violation(body: Node<'_>) -> Option<Violation<'_>> {
    let (name, kind) = response(body)?;
    let (key, value) = body.member(name)?;
    Some(Violation::new(value, Some(key), false, Fault::Response(kind), Shape::Request.schema()))
}

/// The kind of response that a body is, and the member that shows it.
fn response(body: Node<'_>) -> Option<(&'static str, ResponseKind)> {
    if body.get("messages").is_some() {
        return None;
    }
    let is_object = |name: &str| body.get(name).is_some_and(|value| value.is_object());
    let has_type = |name: &str| body.get("type").is_some_and(|kind| kind.is_str(name));
    if has_type("message") && body.get("content").is_some() {
        Some(("type", ResponseKind::Message))
    } else if has_type("error") && is_object("error") {
        Some(("type", ResponseKind::Error))
    } else if is_object("result") && body.get("custom_id").is_some() {
        Some(("result", ResponseKind::BatchResult))
    } else {
        None
    }
}
