//! Definitions of a schema that refer to themselves, directly or through others.

use std::collections::HashMap;

use crate::json::{Node, NodeId};

use super::reference::{References, Target, name_of};

/// A `$ref`, and the value it refers to.
pub(super) type Edge<'a> = (Node<'a>, Node<'a>);

/// The last reference of a cycle, and the names on the cycle: the first and the last are the same.
pub(super) type Cycle<'a> = (Node<'a>, Vec<String>);

/// The cycles among these references of the schema `root`.
pub(crate) fn circular_references<'a>(root: Node<'a>, references: &[Node<'a>]) -> Vec<Cycle<'a>> {
    let mut known = References::of(root);
    let edge = |reference: &Node<'a>| match known.resolve(&reference.as_str()?) {
        Target::Found(target) => Some((*reference, target)),
        _ => None,
    };
    cycles(&references.iter().filter_map(edge).collect::<Vec<_>>())
}

/// The state of a target in the depth-first search.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    OnPath,
    Done,
}

/// The cycles among these references. At most one for each start of the search: listing all cycles of densely connected
/// definitions would take quadratic time.
pub(super) fn cycles<'a>(edges: &[Edge<'a>]) -> Vec<Cycle<'a>> {
    if edges.is_empty() {
        return Vec::new();
    }
    let mut edges = edges.to_vec();
    // In document order, the references inside a target are adjacent.
    edges.sort_by_key(|(reference, _)| reference.id());
    let inside = |target: Node<'a>| {
        let from = edges.partition_point(|(reference, _)| reference.id() < target.id());
        edges[from..].iter().take_while(move |(reference, _)| target.contains(reference.id()))
    };
    let mut marks: HashMap<NodeId, Mark> = HashMap::new();
    let mut found = Vec::new();
    for &(reference, start) in &edges {
        if marks.contains_key(&start.id()) {
            continue;
        }
        // The path from `start`: the reference that led to each target, and the references left to try in it. Not
        // recursive, since a chain of references can be as long as the document.
        let mut path = vec![(reference, start, inside(start))];
        marks.insert(start.id(), Mark::OnPath);
        let mut is_reported = false;
        while let Some((_, target, rest)) = path.last_mut() {
            let here = *target;
            match rest.next() {
                Some(&(reference, next)) => match marks.get(&next.id()) {
                    None => {
                        marks.insert(next.id(), Mark::OnPath);
                        path.push((reference, next, inside(next)));
                    }
                    Some(Mark::OnPath) if !is_reported => {
                        is_reported = true;
                        let from = path.iter().position(|(_, target, _)| *target == next).unwrap_or_default();
                        let mut names: Vec<String> = path[from..].iter().map(|(by, ..)| name(*by)).collect();
                        names.push(name(reference));
                        found.push((reference, names));
                    }
                    Some(_) => {}
                },
                None => {
                    marks.insert(here.id(), Mark::Done);
                    path.pop();
                }
            }
        }
    }
    found
}

fn name(reference: Node<'_>) -> String {
    name_of(&reference.as_str().unwrap_or_default())
}
