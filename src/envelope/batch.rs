//! Message Batches: `{"requests": [{"custom_id", "params"}, …]}`.

use crate::json::Node;

use super::emit::{Emitter, Scope};
use super::{Content, RequestId};

/// Visits the batch, then each of its items.
pub(super) fn read(scope: &Scope<'_>, batch: Node<'_>, out: &mut Emitter<'_>) {
    let extent = if scope.whole { 0..scope.document.source().len() } else { batch.span() };
    out.visit(scope, Some(Content::Batch(batch)), extent);
    let items = batch.get("requests").into_iter().flat_map(|requests| requests.items());
    for (index, item) in items.enumerate() {
        let at = scope.map.map(&item.span()).map(|span| span.start);
        let url = scope.place.as_ref().and_then(|place| place.url.clone());
        let place = RequestId { custom_id: custom_id(item), url, ..out.place(at) };
        let scope = Scope { place: Some(place), ..*scope };
        out.visit(&scope, Some(Content::Item { wire: batch, item, index }), item.span());
        out.tally.requests += 1;
    }
}

/// The id of an item, fit to be shown.
pub(super) fn custom_id(item: Node<'_>) -> Option<String> {
    item.str("custom_id").map(|id| crate::mask::mask_secrets(&id).into_owned())
}
