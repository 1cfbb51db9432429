//! Pact contracts: `{"consumer", "provider", "interactions": [{"request": {"method", "path", "body"}}]}`.
//!
//! <https://github.com/pact-foundation/pact-specification>, versions 1 to 4: from 4 on a body is
//! `{"content", "contentType", "encoded"}`.

use super::{Body, Deliver, Recorded, Value, head};

pub(super) fn fits(root: Value<'_>) -> bool {
    root.get("consumer").is_some() && root.get("provider").is_some() && root.get("interactions").is_some()
}

pub(super) fn read(root: Value<'_>, deliver: &mut Deliver<'_>) {
    for interaction in root.get("interactions").map(Value::items).unwrap_or_default() {
        let Some(request) = interaction.get("request") else { continue };
        let head = head(request, request.get("path"), request.get("headers"));
        let body = request.get("body").map(|body| match body.get("content") {
            Some(content) if body.get("contentType").is_some() => match body.str("encoded").as_deref() {
                Some("base64") => Body::Base64(content),
                _ => Body::Value(content),
            },
            _ => Body::Value(body),
        });
        deliver(request.span().start, Recorded { head, body });
    }
}
