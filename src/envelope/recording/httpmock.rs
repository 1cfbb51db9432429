//! Recordings and mocks of httpmock, one or more YAML documents per file: `{"when": {"method", "path", "header": [{"name",
//! "value"}], "body"}, "then": {"status", "header", "body"}}`.
//!
//! Format: <https://docs.rs/httpmock/latest/httpmock/>.

use std::borrow::Cow;

use super::recorded::{OnRequest, Recorded, RecordedBody, head, response_date};
use super::response;
use crate::envelope::value::Value;

pub(super) fn matches(root: Value<'_>) -> bool {
    root.get("when").zip(root.get("then")).is_some_and(|(when, then)| when.get("path").is_some() && then.is_map())
}

pub(super) fn read(root: Value<'_>, on_request: &mut OnRequest<'_>) {
    let Some(when) = root.get("when").filter(|_| matches(root)) else { return };
    let path = when.get("path");
    let mut head = head(when, path, when.get("header"));
    // Recordings have the host only if it was asked for.
    if let Some(host) = when.str("host") {
        let scheme = when.str("scheme").unwrap_or(Cow::Borrowed("https"));
        head.url = head.url.map(|path| format!("{scheme}://{host}{path}").into());
    }
    let then = root.get("then");
    // As with other stubs, only the API's own headers show that the response is not made up.
    head.recorded = response_date(then, "header");
    head.response = head.recorded.as_ref().and_then(|_| response::in_member(root, "then"));
    on_request(root.span().start, Recorded { head, body: body(when) });
}

/// The body that is expected literally.
fn body(when: Value<'_>) -> Option<RecordedBody<'_>> {
    if let Some(text) = when.get("body_base64") {
        return Some(RecordedBody::Base64(text));
    }
    when.get("body").or_else(|| when.get("json_body")).map(RecordedBody::Value)
}
