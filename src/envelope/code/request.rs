//! From a call to the request that it sends.

use super::calls::Call;
use super::json::Body;
use crate::envelope::emitter::{Emitter, Origin};
use crate::envelope::entry::{Content, RequestId};
use crate::envelope::head::Head;
use crate::envelope::holes::placeholder_spans;
use crate::envelope::receiver::{self, Mentioned};
use crate::json::{Document, Spans};

/// Emits the request of a call. Placeholders are not checked: programs are examples, too.
pub(super) fn emit(call: &Call, source: &str, emitter: &mut Emitter<'_>) {
    let shown = call.head.url_span.as_ref().and_then(|_| call.head.shown_url());
    let id = RequestId { url: shown, ..emitter.request_id(Some(call.start)) };
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
    // The SDK's default URL is not evidence.
    let is_stated = call.head.url_span.is_some() || call.head.method.is_some();
    let evidence = if is_stated { &call.head } else { &Head::default() };
    if let Err(reason) = receiver::check_body(root, evidence, Some(Mentioned::Call), emitter.knowledge) {
        return emitter.skip(id.line, reason);
    }
    let holes = Spans::new(text.holes.into_iter().chain(placeholder_spans(root)));
    let (head, map) = (&call.head, &text.map);
    let origin = Origin { document: &document, map, id: Some(id), is_whole: true, head, holes: &holes };
    emitter.emit(&origin, Content::Body(root), root);
}
