//! Cassettes of the VCR family, in YAML or JSON: a list of `{"request": {"method", "uri"|"url", "headers", "body"},
//! "response"}` at the root (PHP-VCR, ExVCR), under `interactions` (vcrpy, go-vcr) or under `http_interactions` (Ruby
//! VCR, betamax).

use super::{Body, Deliver, Recorded, Value, answered, head};

pub(super) fn fits(root: Value<'_>) -> bool {
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

pub(super) fn read(root: Value<'_>, deliver: &mut Deliver<'_>) {
    for interaction in interactions(root) {
        let Some(request) = interaction.get("request") else { continue };
        let url = request.get("uri").or_else(|| request.get("url"));
        let mut head = head(request, url, request.get("headers"));
        let noted = ["recorded_at", "recorded", "captured_at"].iter().find_map(|name| interaction.str(name));
        head.recorded = noted.or_else(|| answered(interaction.get("response"), "headers"));
        deliver(interaction.span().start, Recorded { head, body: body(request) });
    }
}

/// A text, `{"string"}` with its encoding, `{"base64_string"}`, `{"type", "content"}`
/// (<https://github.com/Kludex/cassetter/blob/main/SPECIFICATION.md>); or beside an emptied body the value that was parsed.
fn body(request: Value<'_>) -> Option<Body<'_>> {
    let parsed =
        || ["parsed_body", "json_body", "request_body"].iter().find_map(|name| request.get(name)).map(Body::Value);
    let Some(body) = request.get("body").filter(|body| !is_empty(*body)) else { return parsed() };
    if let Some(text) = body.get("base64_string") {
        return Some(Body::Base64(text));
    }
    match body.str("type").as_deref() {
        Some("json" | "text") => return body.get("content").map(Body::Value),
        Some("binary" | "none") => return None,
        _ => {}
    }
    Some(Body::Value(body.get("string").unwrap_or(body)))
}

fn is_empty(body: Value<'_>) -> bool {
    match body.scalar() {
        Some(text) => text.is_empty(),
        None => !body.is_map() && !body.is_list(),
    }
}
