//! Cassettes of the VCR family, in YAML or JSON: a list of `{"request": {"method", "uri"|"url", "headers", "body"},
//! "response"}` at the root (PHP-VCR, ExVCR), in `interactions` (vcrpy, go-vcr) or in `http_interactions` (Ruby VCR,
//! betamax).

use super::recorded::{OnRequest, Recorded, RecordedBody, head, response_date};
use super::response;
use crate::envelope::value::Value;

pub(super) fn matches(root: Value<'_>) -> bool {
    let is_request = |request: Value<'_>| request.get("uri").or_else(|| request.get("url")).is_some();
    interactions(root).iter().any(|interaction| interaction.get("request").is_some_and(is_request))
}

fn interactions(root: Value<'_>) -> Vec<Value<'_>> {
    match root.get("interactions").or_else(|| root.get("http_interactions")) {
        Some(list) => list.items(),
        None if root.is_list() => root.items(),
        None => vec![root],
    }
}

pub(super) fn read(root: Value<'_>, on_request: &mut OnRequest<'_>) {
    for interaction in interactions(root) {
        let Some(request) = interaction.get("request") else { continue };
        let url = request.get("uri").or_else(|| request.get("url"));
        let mut head = head(request, url, request.get("headers"));
        let recorded = ["recorded_at", "recorded", "captured_at"].iter().find_map(|name| interaction.str(name));
        head.recorded = recorded.or_else(|| response_date(interaction.get("response"), "headers"));
        head.response = response::of(interaction);
        on_request(interaction.span().start, Recorded { head, body: body(request) });
    }
}

/// The body: a string, `{"string"}` with its encoding, `{"base64_string"}` or `{"type", "content"}`
/// (<https://github.com/Kludex/cassetter/blob/main/SPECIFICATION.md>). If it is empty, the parsed value that some
/// serializers store next to it.
fn body(request: Value<'_>) -> Option<RecordedBody<'_>> {
    let parsed = || {
        let names = ["parsed_body", "json_body", "request_body"];
        names.iter().find_map(|name| request.get(name)).map(RecordedBody::Value)
    };
    let Some(body) = request.get("body").filter(|body| !is_empty(*body)) else { return parsed() };
    if let Some(text) = body.get("base64_string") {
        return Some(RecordedBody::Base64(text));
    }
    match body.str("type").as_deref() {
        Some("json" | "text") => return body.get("content").map(RecordedBody::Value),
        Some("binary" | "none") => return None,
        _ => {}
    }
    Some(RecordedBody::Value(body.get("string").unwrap_or(body)))
}

fn is_empty(body: Value<'_>) -> bool {
    match body.scalar() {
        Some(text) => text.is_empty(),
        None => !body.is_map() && !body.is_list(),
    }
}
