//! Pact contracts: `{"consumer", "provider", "interactions": [{"request": {"method", "path", "body"}}]}`.
//!
//! Format: <https://github.com/pact-foundation/pact-specification>, versions 1 to 4. Since version 4, a body is
//! `{"content", "contentType", "encoded"}`. Its responses are what somebody expects, not what the API sent, so they are
//! not read.

use super::recorded::{OnRequest, Recorded, RecordedBody, head};
use crate::envelope::value::Value;

pub(super) fn matches(root: Value<'_>) -> bool {
    root.get("consumer").is_some() && root.get("provider").is_some() && root.get("interactions").is_some()
}

pub(super) fn read(root: Value<'_>, on_request: &mut OnRequest<'_>) {
    for interaction in root.get("interactions").map(Value::items).unwrap_or_default() {
        let Some(request) = interaction.get("request") else { continue };
        let head = head(request, request.get("path"), request.get("headers"));
        let body = request.get("body").map(|body| match body.get("content") {
            Some(content) if body.get("contentType").is_some() => match body.str("encoded").as_deref() {
                Some("base64") => RecordedBody::Base64(content),
                _ => RecordedBody::Value(content),
            },
            _ => RecordedBody::Value(body),
        });
        on_request(interaction.span().start, Recorded { head, body });
    }
}
