//! HTTP archives: `{"log": {"entries": [{"startedDateTime", "request": {"postData": {"text"}}}]}}`.
//!
//! Format: <http://www.softwareishard.com/blog/har-12-spec/>. Polly.js stores its recordings in it too.

use super::recorded::{OnRequest, Recorded, RecordedBody, head};
use super::response;
use crate::envelope::value::Value;

pub(super) fn matches(root: Value<'_>) -> bool {
    root.get("log").and_then(|log| log.get("entries")).is_some_and(Value::is_list)
}

pub(super) fn read(root: Value<'_>, on_request: &mut OnRequest<'_>) {
    let entries = root.get("log").and_then(|log| log.get("entries"));
    for entry in entries.map(Value::items).unwrap_or_default() {
        let Some(request) = entry.get("request") else { continue };
        let mut head = head(request, request.get("url"), request.get("headers"));
        head.recorded = entry.str("startedDateTime");
        head.response = response::of(entry);
        let body = request.get("postData").and_then(|data| {
            let text = data.get("text")?;
            // Not in the format, but some exporters mark base64 bodies like this.
            let is_base64 = data.str("encoding").is_some_and(|encoding| encoding == "base64");
            Some(if is_base64 { RecordedBody::Base64(text) } else { RecordedBody::Value(text) })
        });
        on_request(entry.span().start, Recorded { head, body });
    }
}
