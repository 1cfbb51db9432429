//! From a call to the request that it sends.

use super::calls::Call;
use super::json::Body;
use crate::envelope::emitter::{Emitter, Origin};
use crate::envelope::entry::{Content, RequestId};
use crate::envelope::holes::placeholder_spans;
use crate::envelope::receiver;
use crate::json::Document;

/// Emits the request of a call. Placeholders are not checked: programs are examples, too.
pub(super) fn emit(call: &Call, source: &str, emitter: &mut Emitter<'_>) {
    let id = RequestId { url: call.head.shown_url(), ..emitter.request_id(Some(call.start)) };
    if let Some(url) = call.head.url.as_deref()
        && let Err(reason) = receiver::check_url(url, emitter.knowledge)
    {
        return emitter.skip(id.line, reason);
    }
    let Body { text, unknown } = Body::of(&call.body, source);
    if !emitter.count_decoded(text.text.len()) {
        return emitter.body_missing(id.line, "its body is too long when its names are resolved");
    }
    let mut document = Document::parse(&text.text);
    document.mark_unknown(&unknown);
    let Some(root) = document.root() else { return };
    if let Err(reason) = receiver::check_body(root, &call.head, None, emitter.knowledge) {
        return emitter.skip(id.line, reason);
    }
    let mut holes = text.holes;
    holes.extend(placeholder_spans(root));
    let (head, map) = (&call.head, &text.map);
    let origin = Origin { document: &document, map, id: Some(id), is_whole: true, head, holes: &holes };
    emitter.emit(&origin, Content::Body(root), root);
}
