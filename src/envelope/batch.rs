//! Message Batches: `{"requests": [{"custom_id", "params"}, …]}`.

use crate::json::Node;

use super::{Content, Entry, Head, Place, Scope, Tally, Visit};

/// Visits the batch, then each of its items.
pub(super) fn read(scope: &Scope<'_>, wire: Node<'_>, head: &Head<'_>, visit: &mut Visit<'_>) -> Tally {
    super::one(scope, Content::Batch(wire), head, wire, visit);
    let mut tally = Tally::default();
    let first = scope.place.as_ref().map_or(0, |place| place.index);
    for item in wire.get("requests").into_iter().flat_map(|requests| requests.items()) {
        let place = Place {
            index: first + tally.requests,
            line: scope.place.as_ref().and_then(|place| place.line),
            custom_id: item.str("custom_id").map(|id| crate::mask::mask_secrets(&id).into_owned()),
            url: None,
        };
        visit(&Entry {
            place: Some(place),
            document: scope.document,
            content: Some(Content::Item { wire, item }),
            head,
            map: scope.map,
            wire_bytes: item.byte_len(),
        });
        tally.requests += 1;
    }
    tally
}
