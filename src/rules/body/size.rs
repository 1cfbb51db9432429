//! How large a body is, how large it may be, and what in it takes the space.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::envelope::{Content, Entry};
use crate::json::{Kind, Node, NodeId, locate};
use crate::knowledge::ByteLimit;
use crate::payload::Context;
use crate::rules::{Anchor, Diagnostic};

/// A body's size and its limit, in bytes.
pub(super) struct Size {
    pub(super) bytes: u64,
    pub(super) limit: ByteLimit,
}

/// The size of what goes over the wire. `None` for an item of a batch, since the batch is sent as a whole, and where the
/// platform has no such call.
pub(super) fn of(entry: &Entry<'_>, context: &Context<'_>) -> Option<Size> {
    let limit = match entry.content {
        Some(Content::Item { wire, item, .. }) if wire != item => return None,
        Some(Content::Item { .. } | Content::Batch(_)) => context.platform.batch_bytes?,
        Some(Content::Body(_) | Content::Missing) | None => context.platform.request_bytes,
    };
    Some(Size { bytes: entry.wire_bytes as u64, limit })
}

/// `32.4 MB (34,000,001 bytes)`; a megabyte is 1,048,576 bytes.
pub(super) fn shown(bytes: u64) -> String {
    let digits = bytes.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{}.{} MB ({grouped} bytes)", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20)
}

/// How many values are named.
const NAMED: usize = 5;
/// A pointer of more bytes has a key in it that nobody wants to read.
const LONGEST_POINTER: usize = 200;

/// Adds the values that take the most space.
pub(super) fn with_largest_values(diagnostic: Diagnostic, entry: &Entry<'_>) -> Diagnostic {
    let Some(root) = entry.content.and_then(super::value_of) else { return diagnostic };
    let largest = largest(root);
    let pointers = pointers(root, &largest);
    largest.into_iter().fold(diagnostic, |diagnostic, value| {
        let what = match value.kind() {
            Kind::Array => format!(", an array of {} items", value.len()),
            Kind::Object => format!(", an object of {} members", value.len()),
            _ => String::new(),
        };
        let pointer = pointers.get(&value.id()).filter(|pointer| pointer.len() <= LONGEST_POINTER);
        let pointer = pointer.map_or_else(String::new, |pointer| format!("{pointer}: "));
        diagnostic.related(Anchor::from(value), format!("{pointer}{}{what}", shown(value.byte_len() as u64)))
    })
}

/// Where the values are: in a body of one line, line and column tell nobody.
fn pointers(root: Node<'_>, values: &[Node<'_>]) -> BTreeMap<NodeId, String> {
    let mut targets: Vec<NodeId> = values.iter().map(Node::id).collect();
    targets.sort_unstable();
    let mut pointers = BTreeMap::new();
    locate(root, &targets, |id, pointer, _| drop(pointers.insert(id, pointer.to_string())));
    pointers
}

/// The largest texts; where no text stands out, because there are very many, the largest members of the body.
fn largest(root: Node<'_>) -> Vec<Node<'_>> {
    let mut heap = BinaryHeap::new();
    leaves(root, &mut heap);
    let document = root.document();
    let texts: Vec<Node<'_>> = sorted(heap).into_iter().map(|id| document.node(id)).collect();
    let stands_out = |node: &Node<'_>| node.byte_len() >= root.byte_len() / 100;
    if texts.first().is_some_and(stands_out) {
        return texts.into_iter().filter(stands_out).collect();
    }
    let mut members: Vec<Node<'_>> = root.members().map(|(_, value)| value).collect();
    members.sort_by_key(|value| Reverse(value.byte_len()));
    members.retain(stands_out);
    members.truncate(NAMED);
    members
}

type Largest = BinaryHeap<Reverse<(usize, Reverse<NodeId>)>>;

/// Depth is bounded by the parser.
fn leaves(node: Node<'_>, heap: &mut Largest) {
    match node.kind() {
        Kind::Array => node.items().for_each(|item| leaves(item, heap)),
        Kind::Object => node.members().for_each(|(_, value)| leaves(value, heap)),
        _ => {
            heap.push(Reverse((node.byte_len(), Reverse(node.id()))));
            if heap.len() > NAMED {
                heap.pop();
            }
        }
    }
}

/// The largest first; of equal ones the earlier.
fn sorted(heap: Largest) -> Vec<NodeId> {
    let mut entries = heap.into_vec();
    entries.sort();
    entries.into_iter().map(|Reverse((_, Reverse(id)))| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn the_largest_texts_come_first() {
        let text = format!(
            r#"{{"a": "{}", "b": ["{}", "x"], "c": {{"d": "{}"}}, "e": 1}}"#,
            "x".repeat(300),
            "y".repeat(500),
            "z".repeat(400)
        );
        let document = Document::parse(text.as_bytes());
        let sizes: Vec<usize> = document.root().map(largest).unwrap_or_default().iter().map(Node::byte_len).collect();
        assert_eq!(sizes, [502, 402, 302]);
    }

    #[test]
    fn many_small_texts_are_told_by_the_member_that_holds_them() {
        let text = format!(r#"{{"model": "m", "messages": [{}"end"]}}"#, r#""hello","#.repeat(1000));
        let document = Document::parse(text.as_bytes());
        let kinds: Vec<Kind> = document.root().map(largest).unwrap_or_default().iter().map(Node::kind).collect();
        assert_eq!(kinds, [Kind::Array]);
    }

    #[test]
    fn sizes_are_readable() {
        assert_eq!(shown(33_554_432), "32.0 MB (33,554,432 bytes)");
        assert_eq!(shown(32_000_000), "30.5 MB (32,000,000 bytes)");
        assert_eq!(shown(999), "0.0 MB (999 bytes)");
    }
}
