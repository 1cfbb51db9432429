//! WireMock mappings: `{"request": {"url", "headers", "bodyPatterns": [{"equalToJson"}]}, "response"}`, one per file or
//! several in `mappings`.
//!
//! Format: <https://wiremock.org/docs/request-matching/>.

use super::recorded::{OnRequest, Recorded, RecordedBody, head, header, response_date};
use super::response;
use crate::envelope::head::{Head, Headers};
use crate::envelope::value::Value;

pub(super) fn matches(root: Value<'_>) -> bool {
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

pub(super) fn read(root: Value<'_>, on_request: &mut OnRequest<'_>) {
    for mapping in mappings(root) {
        let Some(request) = mapping.get("request") else { continue };
        for pattern in request.get("bodyPatterns").map(Value::items).unwrap_or_default() {
            if let Some(body) = body(pattern) {
                let mut head = stub_head(request);
                head.recorded = response_date(mapping.get("response"), "headers");
                head.response = response::of_stub(mapping);
                on_request(mapping.span().start, Recorded { head, body: Some(body) });
            }
        }
    }
}

/// The body that a pattern expects literally; `None` for a pattern that leaves parts of it open.
fn body(pattern: Value<'_>) -> Option<RecordedBody<'_>> {
    if let Some(text) = pattern.get("binaryEqualTo") {
        return Some(RecordedBody::Base64(text));
    }
    let body = pattern.get("equalToJson").or_else(|| pattern.get("equalTo"))?;
    // The placeholders of JsonUnit, and Handlebars templates.
    let is_open = body.scalar().is_some_and(|text| text.contains("${json-unit.") || text.contains("{{"));
    (!is_open).then_some(RecordedBody::Value(body))
}

fn stub_head(request: Value<'_>) -> Head<'_> {
    let url = ["url", "urlPath", "urlPattern", "urlPathPattern"].iter().find_map(|name| request.get(name));
    let mut head = head(request, url, None);
    let patterns = request.get("headers").map(Value::members).unwrap_or_default();
    let equal = patterns.into_iter().filter_map(|(name, pattern)| header(name, pattern.get("equalTo")?));
    head.headers = Headers::partial(equal.collect());
    head
}
