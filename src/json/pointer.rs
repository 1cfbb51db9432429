//! From a node to its JSON Pointer (RFC 6901) and back.

use std::borrow::Cow;
use std::fmt;

use super::node::{Kind, Node, NodeId};

/// One step from a container to a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// A member's name.
    Key(String),
    /// An element's index.
    Index(usize),
}

/// The way from a value to one inside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pointer(pub Vec<Segment>);

/// A member's name, from its segment in a JSON Pointer.
pub(crate) fn unescape_segment(segment: &str) -> Cow<'_, str> {
    match segment.contains('~') {
        true => Cow::Owned(segment.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(segment),
    }
}

impl fmt::Display for Pointer {
    /// As RFC 6901 writes it: `/messages/0/content`, empty for the value itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.0 {
            match segment {
                Segment::Key(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1"))?,
                Segment::Index(index) => write!(f, "/{index}")?,
            }
        }
        Ok(())
    }
}

impl Pointer {
    /// The key and the value this pointer leads to from `root`.
    pub fn resolve<'a>(&self, root: Node<'a>) -> Option<Node<'a>> {
        self.0.iter().try_fold(root, |node, segment| match segment {
            Segment::Key(key) => node.get(key),
            Segment::Index(index) => node.item(*index),
        })
    }
}

/// Calls `found` with the pointer of each of `targets` below `root`, and the values that its steps lead to. A target
/// that is a key leads to its member. `targets` must be sorted; the tree is walked once, whatever their number.
pub fn locate<'a>(root: Node<'a>, targets: &[NodeId], mut found: impl FnMut(NodeId, &Pointer, &[Node<'a>])) {
    let mut rest = targets;
    while let [first, tail @ ..] = rest
        && *first < root.id()
    {
        rest = tail;
    }
    let mut way = Way { pointer: Pointer::default(), nodes: Vec::new() };
    walk(root, &mut rest, &mut way, &mut found);
}

struct Way<'a> {
    pointer: Pointer,
    nodes: Vec<Node<'a>>,
}

type Found<'f, 'a> = dyn FnMut(NodeId, &Pointer, &[Node<'a>]) + 'f;

/// Depth is bounded by [`super::MAX_DEPTH`].
fn walk<'a>(node: Node<'a>, rest: &mut &[NodeId], way: &mut Way<'a>, found: &mut Found<'_, 'a>) {
    while let [first, tail @ ..] = *rest
        && *first == node.id()
    {
        found(*first, &way.pointer, &way.nodes);
        *rest = tail;
    }
    match node.kind() {
        Kind::Object => {
            for (key, value) in node.members() {
                step(key.id(), value, rest, way, found, || Segment::Key(key.as_str().unwrap_or_default().into_owned()));
            }
        }
        Kind::Array => {
            for (index, value) in node.items().enumerate() {
                step(value.id(), value, rest, way, found, || Segment::Index(index));
            }
        }
        _ => {}
    }
}

fn step<'a>(
    from: NodeId,
    value: Node<'a>,
    rest: &mut &[NodeId],
    way: &mut Way<'a>,
    found: &mut Found<'_, 'a>,
    segment: impl Fn() -> Segment,
) {
    let Some(&next) = rest.first() else { return };
    if next != from && !value.contains(next) {
        return;
    }
    way.pointer.0.push(segment());
    way.nodes.push(value);
    while let [first, tail @ ..] = *rest
        && *first == from
        && from != value.id()
    {
        found(*first, &way.pointer, &way.nodes);
        *rest = tail;
    }
    walk(value, rest, way, found);
    way.pointer.0.pop();
    way.nodes.pop();
}
