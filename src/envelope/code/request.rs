//! From a call to the request that it sends.

use super::call::{Call, Stated};
use super::json::Body;
use crate::envelope::batch;
use crate::envelope::emitter::{Emitter, Origin};
use crate::envelope::entry::{Content, RequestId};
use crate::envelope::head::Head;
use crate::envelope::holes::placeholder_spans;
use crate::envelope::receiver::{self, Mentioned};
use crate::json::Document;

/// Emits the request of a call. Placeholders are not checked: programs are examples, too.
pub(super) fn emit(call: &Call, source: &str, emitter: &mut Emitter<'_>) {
    let shown = call.head.shown_url().filter(|_| call.stated == Stated::Url);
    let id = RequestId { url: shown, ..emitter.request_id(Some(call.start)) };
    if let Some(url) = call.head.url.as_deref()
        && let Err(reason) = receiver::check_url(url, emitter.knowledge)
    {
        return emitter.skip(id.line, reason);
    }
    let Body { text, open } = Body::of(&call.body, source);
    if !emitter.count_decoded(text.text.len()) {
        return emitter.body_missing(id.line, "its body is too long when its names are resolved");
    }
    let mut document = Document::parse(&text.text);
    let mut holes = text.holes;
    holes.extend(document.root().into_iter().flat_map(placeholder_spans));
    document.mark_unknown(&holes, &open);
    let Some(root) = document.root() else { return };
    let (head, map) = (&call.head, &text.map);
    let origin = Origin { document: &document, map, id: Some(id), is_whole: true, head };
    if call.is_batch {
        return batch::read(&origin, root, emitter);
    }
    // The SDK's default URL is not evidence.
    let evidence = if call.stated == Stated::Name { &Head::default() } else { head };
    if let Err(reason) = receiver::check_body(root, evidence, Some(Mentioned::Call), emitter.knowledge) {
        let line = origin.id.and_then(|id| id.line);
        return emitter.skip(line, reason);
    }
    emitter.emit(&origin, Content::Body(root), root);
}
