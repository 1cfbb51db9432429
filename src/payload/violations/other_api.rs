//! Recognizes bodies for other APIs.

use crate::envelope::Evidence;
use crate::json::Node;
use crate::payload::Context;
use crate::schema::{Fault, Shape, Violation};

/// How much more must speak for the other API than twice what speaks for this one. A foreign field in a body that is
/// otherwise one of the Messages API is more likely a mistake.
const MARGIN: u32 = 3;

/// The violation that a body is for another API, at the value that shows it most clearly.
pub(super) fn violation<'a>(body: Node<'a>, context: &Context<'_>) -> Option<Violation<'a>> {
    let evidence = Evidence::of(body, context.knowledge);
    let other = evidence.other().filter(|other| other.api.is_api())?;
    let own = evidence.for_messages();
    let marks = evidence.marks(&other);
    if other.score < 2 * own + MARGIN || own > 0 && marks.len() == 1 {
        return None;
    }
    let node = marks.first()?.node;
    let fault = Fault::OtherApi { what: other.api.body(), marks: marks.iter().map(|mark| mark.phrase()).collect() };
    Some(Violation::new(node, Some(node), false, fault, Shape::Request.schema()))
}
