//! What nock's recorder writes: `[{"scope", "method", "path", "body", "reqheaders"?, "response"}, …]`.
//!
//! <https://github.com/nock/nock#recording>

use super::{Deliver, Recorded, Value, answered, head};

pub(super) fn fits(root: Value<'_>) -> bool {
    root.items().first().is_some_and(|first| first.str("scope").is_some() && first.get("path").is_some())
}

pub(super) fn read(root: Value<'_>, deliver: &mut Deliver<'_>) {
    for call in root.items() {
        let mut head = head(call, None, call.get("reqheaders"));
        let path = call.get("path");
        head.url = path.and_then(|path| Some((call.str("scope")? + path.scalar()?).into_owned().into()));
        head.recorded = answered(Some(call), "rawHeaders");
        head.url_span = path.map(Value::span);
        // A call without a body is recorded with an empty one.
        let body = call.get("body").filter(|body| body.scalar().is_none_or(|text| !text.is_empty()));
        deliver(call.span().start, Recorded { head, body: body.map(Into::into) });
    }
}
