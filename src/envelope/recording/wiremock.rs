//! WireMock mappings: `{"request": {"url", "headers", "bodyPatterns": [{"equalToJson"}]}, "response"}`, one a file or
//! several under `mappings`.
//!
//! <https://wiremock.org/docs/request-matching/>

use super::{Body, Deliver, Head, Recorded, Value, answered, head};
use crate::envelope::{Header, Headers};

pub(super) fn fits(root: Value<'_>) -> bool {
    mappings(root)
        .iter()
        .any(|mapping| mapping.get("request").is_some_and(|request| request.get("bodyPatterns").is_some()))
}

fn mappings(root: Value<'_>) -> Vec<Value<'_>> {
    match root.get("mappings") {
        Some(list) => list.items(),
        None => vec![root],
    }
}

pub(super) fn read(root: Value<'_>, deliver: &mut Deliver<'_>) {
    for mapping in mappings(root) {
        let Some(request) = mapping.get("request") else { continue };
        for pattern in request.get("bodyPatterns").map(Value::items).unwrap_or_default() {
            if let Some(body) = body(pattern) {
                let mut head = stub_head(request);
                head.recorded = answered(mapping.get("response"), "headers");
                deliver(mapping.span().start, Recorded { head, body: Some(body) });
            }
        }
    }
}

/// The body that a pattern wants literally; one with holes in it is no request.
fn body(pattern: Value<'_>) -> Option<Body<'_>> {
    if let Some(text) = pattern.get("binaryEqualTo") {
        return Some(Body::Base64(text));
    }
    let body = pattern.get("equalToJson").or_else(|| pattern.get("equalTo"))?;
    let has_holes = body.scalar().is_some_and(|text| text.contains("${json-unit.") || text.contains("{{"));
    (!has_holes).then_some(Body::Value(body))
}

fn stub_head(request: Value<'_>) -> Head<'_> {
    let url = ["url", "urlPath", "urlPattern", "urlPathPattern"].iter().find_map(|name| request.get(name));
    let mut head = head(request, url, None);
    let equal =
        request.get("headers").map(Value::members).unwrap_or_default().into_iter().filter_map(|(name, wanted)| {
            let value = wanted.get("equalTo")?;
            Some(Header { name, value: value.scalar()?, span: Some(value.span()) })
        });
    head.headers = Headers::partial(equal.collect());
    head
}
