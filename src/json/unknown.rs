//! Which values of a document are not known.

use std::ops::Range;

use super::raw::{Kind, Raw};

/// Parts of a text that are in place of something else.
pub(super) struct Holes {
    /// Disjoint, in ascending order.
    spans: Vec<Range<usize>>,
}

impl Holes {
    pub(super) fn new(holes: &[Range<usize>]) -> Self {
        let mut sorted = holes.to_vec();
        sorted.sort_unstable_by_key(|hole| hole.start);
        let mut spans: Vec<Range<usize>> = Vec::with_capacity(sorted.len());
        for hole in sorted {
            match spans.last_mut().filter(|last| hole.start < last.end) {
                Some(last) => last.end = last.end.max(hole.end),
                None => spans.push(hole),
            }
        }
        Holes { spans }
    }

    /// Whether a span contains a part of any of them.
    pub(super) fn touch(&self, span: &Range<usize>) -> bool {
        let next = self.spans.partition_point(|hole| hole.end <= span.start);
        self.spans.get(next).is_some_and(|hole| hole.start < span.end)
    }

    pub(super) fn is_any_before(&self, offset: usize) -> bool {
        self.spans.first().is_some_and(|hole| hole.start < offset)
    }
}

/// What is unknown in a tree.
#[derive(Debug)]
pub(super) struct Unknown {
    /// How many unknown values and keys precede each node.
    before: Vec<u32>,
    /// Whether each node is, or is in, an object whose type or role is unknown.
    untyped: Vec<bool>,
}

/// A container that is being read.
struct Open {
    id: usize,
    is_object: bool,
    /// Whether the next node is a key.
    before_key: bool,
}

impl Unknown {
    /// Marks the nodes that touch holes, and the containers that start at the ascending offsets `open`.
    pub(super) fn mark(nodes: &mut [Raw], source: &str, holes: &Holes, open: &[usize]) -> Self {
        let mut before = Vec::with_capacity(nodes.len() + 1);
        let mut count = 0;
        let mut above: Vec<Open> = Vec::new();
        for id in 0..nodes.len() {
            while above.last().is_some_and(|top| nodes[top.id].next as usize <= id) {
                above.pop();
            }
            before.push(count);
            let raw = nodes[id];
            let is_key = above.last_mut().is_some_and(|top| {
                let is_key = top.is_object && top.before_key;
                top.before_key = !is_key;
                is_key
            });
            if raw.is_container() {
                if open.binary_search(&(raw.start as usize)).is_ok() {
                    nodes[id].set_unknown();
                    count += 1;
                }
                above.push(Open { id, is_object: raw.kind() == Kind::Object, before_key: true });
            } else if holes.touch(&(raw.start as usize..raw.end as usize)) {
                count += 1;
                match above.last().filter(|_| is_key) {
                    // The object has a member of any name.
                    Some(object) => nodes[object.id].set_unknown(),
                    None => nodes[id].set_unknown(),
                }
            }
        }
        before.push(count);
        Unknown { before, untyped: untyped(nodes, source) }
    }

    /// How many values and keys are unknown.
    pub(super) fn count(&self) -> usize {
        self.before.last().copied().unwrap_or_default() as usize
    }

    /// Whether any node of a range is unknown, or the first one is in an object whose type or role is unknown.
    pub(super) fn is_in(&self, start: u32, end: u32) -> bool {
        let before = |id: u32| self.before.get(id as usize).copied().unwrap_or_default();
        before(start) < before(end) || self.is_untyped(start)
    }

    /// Whether a node is, or is in, an object whose type or role is unknown.
    pub(super) fn is_untyped(&self, id: u32) -> bool {
        self.untyped.get(id as usize).copied().unwrap_or_default()
    }
}

/// Which nodes are, or are in, an object whose type or role is unknown: what an object is depends on its type, and what a
/// message may have on its role.
fn untyped(nodes: &[Raw], source: &str) -> Vec<bool> {
    let mut end = 0;
    let mut untyped = Vec::with_capacity(nodes.len());
    for (id, raw) in nodes.iter().enumerate() {
        if id >= end && raw.kind() == Kind::Object && has_unknown_type(nodes, id, source) {
            end = raw.next as usize;
        }
        untyped.push(id < end);
    }
    untyped
}

/// Whether the type or role of an object is unknown. A tool without either is what its name says.
fn has_unknown_type(nodes: &[Raw], object: usize, source: &str) -> bool {
    let mut key = object + 1;
    let (mut has_type, mut has_schema, mut is_name_unknown) = (false, false, false);
    while key < nodes[object].next as usize {
        let Some(value) = nodes.get(key + 1) else { break };
        match &source[nodes[key].inside()] {
            "type" | "role" if value.is_unknown() && !value.is_container() => return true,
            "type" => has_type = true,
            "input_schema" => has_schema = true,
            "name" => is_name_unknown = value.is_unknown() && !value.is_container(),
            _ => {}
        }
        key = value.next as usize;
    }
    is_name_unknown && !has_type && !has_schema
}
