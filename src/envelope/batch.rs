//! Message Batches, `{"requests": [{"custom_id", "params"}, …]}`, and single items of them.

use super::emitter::{Emitter, Origin};
use super::entry::{Content, RequestId};
use super::receiver;
use crate::json::Node;
use crate::mask::Shown;

/// Emits the batch, then each of its items.
pub(super) fn read(origin: &Origin<'_>, batch: Node<'_>, emitter: &mut Emitter<'_>) {
    emitter.emit_batch(origin, batch);
    let items = batch.get("requests").into_iter().flat_map(|requests| requests.items());
    for (index, item) in items.enumerate() {
        let start = origin.map.map(&item.span()).map(|span| span.start);
        let url = origin.id.as_ref().and_then(|id| id.url.clone());
        let id = RequestId { custom_id: masked_id(item, "custom_id"), url, ..emitter.request_id(start) };
        let origin = Origin { id: Some(id), is_whole: false, ..*origin };
        emitter.emit(&origin, Content::Item { wire: batch, item, index }, item);
    }
}

/// Emits an item that is not part of a batch.
pub(super) fn read_item(origin: &Origin<'_>, item: Node<'_>, emitter: &mut Emitter<'_>) {
    let id = origin.id.clone().map(|id| RequestId { custom_id: masked_id(item, "custom_id"), ..id });
    let checked = match item.get("params").filter(|_| !emitter.forced) {
        Some(params) => receiver::check_model(params, emitter.knowledge),
        None => Ok(()),
    };
    if let Err(reason) = checked {
        return emitter.skip(id.and_then(|id| id.line), reason);
    }
    emitter.emit(&Origin { id, ..*origin }, Content::Item { wire: item, item, index: 0 }, item);
}

/// The ID of an item or record; it is shown to users, so credentials in it are masked.
pub(super) fn masked_id(item: Node<'_>, name: &str) -> Option<Shown> {
    item.str(name).map(Shown::masked)
}
