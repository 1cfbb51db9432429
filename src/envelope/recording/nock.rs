//! Recordings of nock: `[{"scope", "method", "path", "body", "reqheaders"?, "response"}, …]`.
//!
//! Format: <https://github.com/nock/nock#recording>.

use super::recorded::{OnRequest, Recorded, RecordedBody, head, response_date};
use super::response;
use crate::envelope::value::Value;

pub(super) fn matches(root: Value<'_>) -> bool {
    root.items().first().is_some_and(|first| first.str("scope").is_some() && first.get("path").is_some())
}

pub(super) fn read(root: Value<'_>, on_request: &mut OnRequest<'_>) {
    for call in root.items() {
        let mut head = head(call, None, call.get("reqheaders"));
        let path = call.get("path");
        head.url = path.and_then(|path| Some((call.str("scope")? + path.scalar()?).into_owned().into()));
        head.recorded = response_date(Some(call), "rawHeaders");
        head.response = response::beside(call, &["response"]);
        head.url_span = path.map(Value::span);
        // A call without a body is recorded with an empty one.
        let body = call.get("body").filter(|body| body.scalar().is_none_or(|text| !text.is_empty()));
        on_request(call.span().start, Recorded { head, body: body.map(RecordedBody::Value) });
    }
}
