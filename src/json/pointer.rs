//! JSON Pointers (RFC 6901): from a node to its pointer and back.

use std::borrow::Cow;
use std::fmt;

use super::node::Node;
use super::raw::{Kind, NodeId};

/// One step from a container to a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// A member's name.
    Key(String),
    /// An item's index.
    Index(usize),
}

/// The path from a value to one inside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pointer(pub Vec<Segment>);

/// The name of a member whose segment in a JSON Pointer this is.
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
    /// The value that this pointer leads to from `root`.
    pub fn resolve<'a>(&self, root: Node<'a>) -> Option<Node<'a>> {
        self.0.iter().try_fold(root, |node, segment| match segment {
            Segment::Key(key) => node.get(key),
            Segment::Index(index) => node.item(*index),
        })
    }
}

/// Calls `found` with the pointer of each of `targets` below `root`, and the values that its segments lead to. The
/// pointer of a key is that of its member. `targets` must be sorted; the tree is walked once, whatever their number.
pub fn locate<'a>(root: Node<'a>, targets: &[NodeId], mut found: impl FnMut(NodeId, &Pointer, &[Node<'a>])) {
    let mut rest = targets;
    while let [first, tail @ ..] = rest
        && *first < root.id()
    {
        rest = tail;
    }
    let mut path = Path { pointer: Pointer::default(), nodes: Vec::new() };
    walk(root, &mut rest, &mut path, &mut found);
}

/// The path of the current node.
struct Path<'a> {
    pointer: Pointer,
    nodes: Vec<Node<'a>>,
}

type Found<'f, 'a> = dyn FnMut(NodeId, &Pointer, &[Node<'a>]) + 'f;

/// Recursion is bounded by [`MAX_DEPTH`](super::MAX_DEPTH).
fn walk<'a>(node: Node<'a>, rest: &mut &[NodeId], path: &mut Path<'a>, found: &mut Found<'_, 'a>) {
    while let [first, tail @ ..] = *rest
        && *first == node.id()
    {
        found(*first, &path.pointer, &path.nodes);
        *rest = tail;
    }
    match node.kind() {
        Kind::Object => {
            for (key, value) in node.all_members() {
                step(key.id(), value, rest, path, found, || {
                    Segment::Key(key.as_str().unwrap_or_default().into_owned())
                });
            }
        }
        Kind::Array => {
            for (index, value) in node.items().enumerate() {
                step(value.id(), value, rest, path, found, || Segment::Index(index));
            }
        }
        _ => {}
    }
}

fn step<'a>(
    from: NodeId,
    value: Node<'a>,
    rest: &mut &[NodeId],
    path: &mut Path<'a>,
    found: &mut Found<'_, 'a>,
    segment: impl Fn() -> Segment,
) {
    let Some(&next) = rest.first() else { return };
    if next != from && !value.contains(next) {
        return;
    }
    path.pointer.0.push(segment());
    path.nodes.push(value);
    while let [first, tail @ ..] = *rest
        && *first == from
        && from != value.id()
    {
        found(*first, &path.pointer, &path.nodes);
        *rest = tail;
    }
    walk(value, rest, path, found);
    path.pointer.0.pop();
    path.nodes.pop();
}
