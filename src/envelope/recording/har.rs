//! HTTP archives: `{"log": {"entries": [{"startedDateTime", "request": {"postData": {"text"}}}]}}`.
//!
//! <http://www.softwareishard.com/blog/har-12-spec/>; Polly.js writes its recordings in the same form.

use super::{Body, Deliver, Recorded, Value, head};

pub(super) fn fits(root: Value<'_>) -> bool {
    root.get("log").and_then(|log| log.get("entries")).is_some_and(Value::is_list)
}

pub(super) fn read(root: Value<'_>, deliver: &mut Deliver<'_>) {
    let entries = root.get("log").and_then(|log| log.get("entries"));
    for entry in entries.map(Value::items).unwrap_or_default() {
        let Some(request) = entry.get("request") else { continue };
        let mut head = head(request, request.get("url"), request.get("headers"));
        head.recorded = entry.str("startedDateTime");
        let body = request.get("postData").and_then(|data| {
            let text = data.get("text")?;
            // An extension that some exporters of HAR use for bodies, too.
            let encoded = data.str("encoding").is_some_and(|encoding| encoding == "base64");
            Some(if encoded { Body::Base64(text) } else { Body::Value(text) })
        });
        deliver(request.span().start, Recorded { head, body });
    }
}
