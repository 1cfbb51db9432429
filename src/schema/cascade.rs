//! Drops violations that are a consequence of another one, or that may not be violations at all.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::json::{Node, NodeId};

use super::annotations::Schema;
use super::documents::Shape;
use super::index::Index;
use super::violation::{Fault, FaultKind, Violation};

/// Drops what cannot be known next to another violation: members of an object with a wrong `type`, which were compared with
/// the schema of another type, and the size of a number that should be an integer. Drops an ID that only repeats an invalid
/// one, and that an object has too few members if those that it must have are enough.
pub(super) fn drop_cascades(found: &mut Vec<Violation<'_>>) {
    let wrong_tags = ids(found, is_wrong_tag);
    let wrong_types = ids(found, |violation| matches!(violation.fault, Fault::Type(_)));
    link_repeated_ids(found);
    let call_ids = invalid_call_ids(found);
    let mut missing: HashMap<NodeId, u64> = HashMap::new();
    for violation in found.iter().filter(|violation| violation.fault.kind() == FaultKind::Missing) {
        *missing.entry(violation.value.id()).or_default() += 1;
    }
    // Whether an object has a wrong tag is found out once, however many violations it has.
    let mut known: HashMap<NodeId, bool> = HashMap::new();
    let mut has_wrong_tag = |object: Node<'_>| {
        let has = || object.get("type").is_some_and(|tag| wrong_tags.contains(&tag.id()));
        !wrong_tags.is_empty() && *known.entry(object.id()).or_insert_with(has)
    };
    found.retain(|violation| {
        let value = violation.value;
        let is_consequence = match violation.fault.kind() {
            FaultKind::TooSmall | FaultKind::TooLarge => wrong_types.contains(&value.id()),
            FaultKind::TooFewMembers => {
                let missing = missing.get(&value.id()).copied().unwrap_or_default();
                value.len() as u64 + missing >= violation.limit()
            }
            FaultKind::Pattern if violation.is_of_member("tool_use_id") => {
                value.as_str().is_some_and(|id| call_ids.contains(&id))
            }
            _ => false,
        };
        !is_consequence && !has_wrong_tag(value)
    });
}

fn ids(found: &[Violation<'_>], is: impl Fn(&Violation<'_>) -> bool) -> HashSet<NodeId> {
    found.iter().filter(|violation| is(violation)).map(|violation| violation.value.id()).collect()
}

/// Whether the value is a `type` that does not exist.
fn is_wrong_tag(violation: &Violation<'_>) -> bool {
    let is_wrong = matches!(violation.fault, Fault::NotAllowed(_) | Fault::Type(_) | Fault::UnreadableTag);
    is_wrong && violation.is_of_member("type")
}

/// Records for each invalid ID of a call where its result repeats it.
fn link_repeated_ids<'a>(found: &mut [Violation<'a>]) {
    let is_invalid = |violation: &&Violation<'a>| violation.fault.kind() == FaultKind::Pattern;
    let results = found.iter().filter(is_invalid).filter(|violation| violation.is_of_member("tool_use_id"));
    let mut repeated: HashMap<Cow<'a, str>, Node<'a>> = HashMap::new();
    for violation in results {
        let first = violation.value.as_str().map(|id| repeated.entry(id).or_insert(violation.value));
        // Violations come in no particular order.
        if let Some(first) = first.filter(|first| violation.value.id() < first.id()) {
            *first = violation.value;
        }
    }
    if repeated.is_empty() {
        return;
    }
    for violation in found.iter_mut().filter(|violation| violation.is_of_member("id")) {
        violation.repeated_at = violation.value.as_str().and_then(|id| repeated.get(&id).copied());
    }
}

/// The invalid IDs of tool calls.
fn invalid_call_ids<'a>(found: &[Violation<'a>]) -> HashSet<Cow<'a, str>> {
    let invalid = found.iter().filter(|violation| violation.fault.kind() == FaultKind::Pattern);
    invalid.filter(|violation| violation.is_of_member("id")).filter_map(|violation| violation.value.as_str()).collect()
}

/// Drops what only a message with role `system` may have, in messages whose role cannot be read: it may be that one.
pub(super) fn drop_members_of_system_messages<'a>(body: Node<'a>, found: &mut Vec<Violation<'a>>) {
    let messages = body.get("messages").into_iter().flat_map(|messages| messages.items());
    let wrong = ids(found, |violation| violation.holder.is_some_and(|key| key.is_str("role")));
    let is_readable = |message: &Node<'a>| message.get("role").is_some_and(|role| !wrong.contains(&role.id()));
    let unreadable: Vec<Node<'a>> = messages.filter(|message| !is_readable(message)).collect();
    found.retain(|violation| {
        let next = unreadable.partition_point(|message| message.id() <= violation.value.id());
        let last = next.checked_sub(1).map(|last| unreadable[last]);
        let is_inside = last.is_some_and(|message| message.contains(violation.value.id()));
        !is_inside || !is_of_system_message(&violation.fault)
    });
}

/// Whether a message with role `system` may have the member or the block.
fn is_of_system_message(fault: &Fault<'_>) -> bool {
    let Some(message) = Shape::Request.schema().at("/$defs/SystemMessage") else { return false };
    match fault {
        Fault::Unknown(key) => key.as_str().is_some_and(|key| message.member(&key).is_some()),
        Fault::UnknownTag(tag) => {
            let blocks = message.member("content").and_then(|content: Schema| content.subschema("items"));
            let union = blocks.and_then(|blocks| Index::get().union(blocks));
            tag.as_str().is_some_and(|tag| union.is_some_and(|union| union.branch(&tag).is_some()))
        }
        _ => false,
    }
}
