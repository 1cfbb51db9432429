//! Faults that are none of their own, and are not told.

use std::collections::{HashMap, HashSet};

use crate::json::{Node, NodeId};

use super::violation::{Fault, Violation};
use super::{Shape, walk};

/// What says the same again, or follows from a fault already told: members of an object of the wrong `type`, which
/// are judged by those of another, the size of a fraction in place of an integer, that there are too few members
/// where it is told what is missing, and what lies in a member that does not belong here at all.
pub(super) fn drop_cascades(found: &mut Vec<Violation<'_>>) {
    let wrong_tags = ids(found, is_wrong_tag);
    let wrong_types = ids(found, |violation| matches!(violation.fault, Fault::Type(_)));
    let lacking = ids(found, |violation| matches!(violation.fault, Fault::Missing(_)));
    let misplaced: Vec<Node<'_>> =
        found.iter().filter(|violation| violation.fault == Fault::Misplaced).map(|violation| violation.at).collect();
    // An object is asked for its tag once, however many faults it has.
    let mut judged: HashMap<NodeId, bool> = HashMap::new();
    let mut has_wrong_tag = |object: Node<'_>| {
        let has = || object.get("type").is_some_and(|tag| wrong_tags.contains(&tag.id()));
        !wrong_tags.is_empty() && *judged.entry(object.id()).or_insert_with(has)
    };
    found.retain(|violation| {
        let at = violation.at;
        let follows = match violation.fault {
            Fault::TooSmall(_) | Fault::TooLarge(_) => wrong_types.contains(&at.id()),
            Fault::TooFewMembers(_) => lacking.contains(&at.id()),
            _ => false,
        };
        let is_inside = || misplaced.iter().any(|outer| outer.contains(at.id()));
        !follows && !has_wrong_tag(at) && (violation.fault == Fault::Misplaced || !is_inside())
    });
}

fn ids(found: &[Violation<'_>], is: impl Fn(&Violation<'_>) -> bool) -> HashSet<NodeId> {
    found.iter().filter(|violation| is(violation)).map(|violation| violation.at.id()).collect()
}

/// Whether it is a `type` that is none.
fn is_wrong_tag(violation: &Violation<'_>) -> bool {
    let is_wrong = matches!(violation.fault, Fault::NotAllowed(_) | Fault::Type(_) | Fault::UnreadableTag);
    is_wrong && violation.holder.is_some_and(|key| key.is_str("type"))
}

/// Where no role can be read, what only a message of role `system` may have is not told: it may be one.
pub(super) fn drop_members_of_system_messages<'a>(body: Node<'a>, found: &mut Vec<Violation<'a>>) {
    let messages = body.get("messages").into_iter().flat_map(|messages| messages.items());
    let wrong = ids(found, |violation| violation.holder.is_some_and(|key| key.is_str("role")));
    let is_readable = |message: &Node<'a>| message.get("role").is_some_and(|role| !wrong.contains(&role.id()));
    let unreadable: Vec<Node<'a>> = messages.filter(|message| !is_readable(message)).collect();
    found.retain(|violation| {
        let next = unreadable.partition_point(|message| message.id() <= violation.at.id());
        let last = next.checked_sub(1).map(|last| unreadable[last]);
        last.is_none_or(|message| !message.contains(violation.at.id()) || !is_of_system_message(&violation.fault))
    });
}

/// Whether a message of role `system` may have this member or block.
fn is_of_system_message(fault: &Fault<'_>) -> bool {
    let message = Shape::Request.document().pointer("/$defs/SystemMessage/properties");
    match fault {
        Fault::Unknown(key) => key.as_str().is_some_and(|key| message.is_some_and(|known| known.get(&*key).is_some())),
        Fault::UnknownTag(tag) => {
            let blocks = message.and_then(|message| message.pointer("/content/items"));
            blocks.is_some_and(|blocks| walk::branches(blocks).any(|(known, _)| tag.is_str(known)))
        }
        _ => false,
    }
}
