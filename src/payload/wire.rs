//! What an entry sends: its value in the document, its size, and the largest values in it.

use crate::mask::{Shown, shown};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

use crate::envelope::{Content, Entry};
use crate::json::{Kind, Node, NodeId, locate};
use crate::knowledge::ByteLimit;

use super::Context;

/// The value that a request sends: its body, or the batch it is an item of.
pub(crate) fn value(content: Content<'_>) -> Option<Node<'_>> {
    match content {
        Content::Body(value) | Content::Batch(value) => Some(value),
        Content::Item { wire, .. } => Some(wire),
        Content::Missing => None,
    }
}

/// Whether a request is the only one in its document, so that the document's text is what is sent.
pub(crate) fn is_whole_document(entry: &Entry<'_>) -> bool {
    entry.content.is_none_or(|content| entry.document.root() == value(content))
}

/// The part of a document's text for which an entry has the findings. If a document contains several requests, each one
/// has those in the text of its value; the first one also has those in the text around them. The text of a batch belongs
/// to the batch, not to its items.
pub(crate) enum OwnText {
    All,
    None,
    Value(Range<usize>),
    /// The value, and everything outside of these other values, which are in order.
    ValueAndRest(Range<usize>, Vec<Range<usize>>),
}

impl OwnText {
    pub(crate) fn of(entry: &Entry<'_>) -> Self {
        if let Some(Content::Item { wire, item, .. }) = entry.content
            && wire != item
        {
            return OwnText::None;
        }
        let Some(value) = entry.content.and_then(value) else { return OwnText::All };
        match entry.document.root() {
            Some(root) if root != value && entry.is_first => OwnText::ValueAndRest(value.span(), others(root, value)),
            Some(root) if root != value => OwnText::Value(value.span()),
            _ => OwnText::All,
        }
    }

    /// Those of `all`, which are ordered by the offset that `start` returns, that are in this part of the text.
    pub(crate) fn select<'t, T>(
        &'t self,
        all: &'t [T],
        start: impl Fn(&T) -> usize + 't,
    ) -> impl Iterator<Item = &'t T> {
        let position = |offset: usize| all.partition_point(|one| start(one) < offset);
        let within = match self {
            OwnText::All | OwnText::ValueAndRest(..) => 0..all.len(),
            OwnText::None => 0..0,
            OwnText::Value(span) => position(span.start)..position(span.end),
        };
        all[within].iter().filter(move |one| self.contains(start(one)))
    }

    fn contains(&self, offset: usize) -> bool {
        match self {
            OwnText::All => true,
            OwnText::None => false,
            OwnText::Value(span) => span.contains(&offset),
            OwnText::ValueAndRest(span, others) => {
                let after = others.partition_point(|other| other.start <= offset);
                let is_in_other = after.checked_sub(1).is_some_and(|last| others[last].contains(&offset));
                span.contains(&offset) || !is_in_other
            }
        }
    }
}

/// The values next to `value` or to one that contains it, in the arrays of `root`: they may be other requests.
fn others(root: Node<'_>, value: Node<'_>) -> Vec<Range<usize>> {
    let mut others = Vec::new();
    let mut holder = Some(root);
    while let Some(node) = holder.filter(|node| *node != value) {
        let is_around = |inner: &Node<'_>| inner.contains(value.id());
        others.extend(node.items().filter(|item| !is_around(item)).map(|item| item.span()));
        holder = node.items().find(is_around).or_else(|| node.members().map(|(_, value)| value).find(is_around));
    }
    others.sort_unstable_by_key(|other| other.start);
    others
}

/// The size of a body and its limit, in bytes.
pub(crate) struct WireSize {
    pub(crate) bytes: u64,
    pub(crate) limit: ByteLimit,
}

/// The size of what is sent. `None` for an item of a batch, which is sent as a whole, and for a batch on a platform
/// without batches.
pub(crate) fn size(entry: &Entry<'_>, context: &Context<'_>) -> Option<WireSize> {
    let limit = match entry.content {
        Some(Content::Item { wire, item, .. }) if wire != item => return None,
        Some(Content::Item { .. } | Content::Batch(_)) => context.platform.batch_bytes?,
        Some(Content::Body(_) | Content::Missing) | None => context.platform.request_bytes,
    };
    Some(WireSize { bytes: entry.wire_bytes as u64, limit })
}

/// A size for a message: `32.4 MB (34,000,001 bytes)`. A megabyte is 1,048,576 bytes.
pub(crate) fn megabytes(bytes: u64) -> Shown {
    let digits = bytes.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let grouped = Shown::known(grouped);
    shown!("{}.{} MB ({grouped} bytes)", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20, grouped)
}

/// How many of the largest values are listed.
const LISTED: usize = 5;
/// A longer pointer contains a key that is too long to be readable.
const MAX_POINTER_BYTES: usize = 200;

/// The values of a request that take the most space, each with a description: its pointer, because line and column do
/// not help in a body of one line, and its size.
pub(crate) fn largest_values<'a>(entry: &Entry<'a>) -> Vec<(Node<'a>, Shown)> {
    let Some(root) = entry.content.and_then(value) else { return Vec::new() };
    let largest = largest(root);
    let pointers = pointers(root, &largest);
    let described = largest.into_iter().map(|value| {
        let what = match value.kind() {
            Kind::Array => shown!(", an array of {} items", value.len()),
            Kind::Object => shown!(", an object of {} members", value.len()),
            _ => Shown::default(),
        };
        let pointer = pointers.get(&value.id()).filter(|pointer| pointer.len() <= MAX_POINTER_BYTES);
        let pointer = pointer.map_or_else(Shown::default, |pointer| shown!("{pointer}: ", pointer));
        (value, shown!("{pointer}{}{what}", megabytes(value.byte_len() as u64), pointer, what))
    });
    described.collect()
}

fn pointers(root: Node<'_>, values: &[Node<'_>]) -> BTreeMap<NodeId, Shown> {
    let mut targets: Vec<NodeId> = values.iter().map(Node::id).collect();
    targets.sort_unstable();
    let mut pointers = BTreeMap::new();
    locate(root, &targets, |id, pointer, _| drop(pointers.insert(id, Shown::masked(pointer.to_string()))));
    pointers
}

/// The largest scalars. If none of them is large, because there are very many, the largest members of the root.
fn largest(root: Node<'_>) -> Vec<Node<'_>> {
    let mut heap = BinaryHeap::new();
    collect_scalars(root, &mut heap);
    let document = root.document();
    let scalars: Vec<Node<'_>> = sorted(heap).into_iter().map(|id| document.node(id)).collect();
    let is_large = |node: &Node<'_>| node.byte_len() >= root.byte_len() / 100;
    if scalars.first().is_some_and(is_large) {
        return scalars.into_iter().filter(is_large).collect();
    }
    let mut members: Vec<Node<'_>> = root.members().map(|(_, value)| value).collect();
    members.sort_by_key(|value| Reverse(value.byte_len()));
    members.retain(is_large);
    members.truncate(LISTED);
    members
}

type Largest = BinaryHeap<Reverse<(usize, Reverse<NodeId>)>>;

/// Recursion is bounded by [`crate::json::MAX_DEPTH`].
fn collect_scalars(node: Node<'_>, heap: &mut Largest) {
    match node.kind() {
        Kind::Array => node.items().for_each(|item| collect_scalars(item, heap)),
        Kind::Object => node.members().for_each(|(_, value)| collect_scalars(value, heap)),
        _ => {
            heap.push(Reverse((node.byte_len(), Reverse(node.id()))));
            if heap.len() > LISTED {
                heap.pop();
            }
        }
    }
}

/// Largest first; in document order if equal.
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
    fn the_largest_strings_come_first() {
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
    fn many_small_strings_are_listed_as_the_member_that_holds_them() {
        let text = format!(r#"{{"model": "m", "messages": [{}"end"]}}"#, r#""hello","#.repeat(1000));
        let document = Document::parse(text.as_bytes());
        let kinds: Vec<Kind> = document.root().map(largest).unwrap_or_default().iter().map(Node::kind).collect();
        assert_eq!(kinds, [Kind::Array]);
    }

    #[test]
    fn sizes_are_readable() {
        assert_eq!(megabytes(33_554_432), "32.0 MB (33,554,432 bytes)");
        assert_eq!(megabytes(32_000_000), "30.5 MB (32,000,000 bytes)");
        assert_eq!(megabytes(999), "0.0 MB (999 bytes)");
    }
}
