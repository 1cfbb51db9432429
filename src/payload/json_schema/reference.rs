//! What a `$ref` refers to.

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::json::{Node, NodeId, unescape_segment};

/// What a reference refers to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target<'a> {
    /// A value in the same schema.
    Found(Node<'a>),
    /// A value that the schema does not have.
    Missing,
    /// Another document.
    External,
    /// Not known: an anchor, or a path relative to an inner `$id`.
    Unknown,
}

/// Resolves the references of one schema. The members of large objects are indexed, so that the total cost is linear in
/// the size of the schema and the number of references.
#[derive(Debug)]
pub struct References<'a> {
    root: Node<'a>,
    /// The members of large objects, by name.
    index: HashMap<NodeId, HashMap<Cow<'a, str>, Node<'a>>>,
}

impl<'a> References<'a> {
    /// A resolver for the schema `root`.
    pub fn of(root: Node<'a>) -> Self {
        References { root, index: HashMap::new() }
    }

    /// What a reference refers to. Only JSON Pointers (`#/$defs/x`) are followed.
    pub fn resolve(&mut self, reference: &str) -> Target<'a> {
        let Some((document, fragment)) = reference.split_once('#') else { return Target::External };
        if !document.is_empty() {
            return if self.root.str("$id").is_some_and(|id| id == document) {
                Target::Unknown
            } else {
                Target::External
            };
        }
        if fragment.is_empty() {
            return Target::Found(self.root);
        }
        let Some(pointer) = fragment.strip_prefix('/') else { return Target::Unknown };
        let found = pointer.split('/').try_fold(self.root, |node, segment| {
            let segment = unescaped(segment);
            if node.is_array() { node.item(segment.parse().ok()?) } else { self.member(node, &segment) }
        });
        found.map_or(Target::Missing, Target::Found)
    }

    fn member(&mut self, object: Node<'a>, name: &str) -> Option<Node<'a>> {
        const LARGE: usize = 16;
        if object.len() < LARGE {
            return object.get(name);
        }
        let named = || object.members().filter_map(|(key, value)| Some((key.as_str()?, value))).collect();
        self.index.entry(object.id()).or_insert_with(named).get(name).copied()
    }
}

/// The last segment of a reference, for messages: `Node` for `#/$defs/Node`.
pub(super) fn name_of(reference: &str) -> String {
    unescaped(reference.rsplit('/').next().unwrap_or(reference))
}

fn unescaped(segment: &str) -> String {
    let decoded = percent_decode_str(segment).decode_utf8_lossy();
    unescape_segment(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn a_reference_is_found_missing_external_or_unknown() {
        let document = Document::parse(br#"{"$id": "https://a/b", "$defs": {"x y": {"a/b": [1]}}, "p": 2}"#);
        let Some(root) = document.root() else { panic!("no root") };
        let found = |reference: &str| match References::of(root).resolve(reference) {
            Target::Found(node) => node.source().to_owned(),
            other => format!("{other:?}"),
        };
        for (reference, expected) in [
            ("#/p", "2"),
            ("#/$defs/x%20y/a~1b/0", "1"),
            ("#/$defs/none", "Missing"),
            ("#/p/q", "Missing"),
            ("#anchor", "Unknown"),
            ("https://a/b#/p", "Unknown"),
            ("https://elsewhere/schema.json", "External"),
            ("other.json#/p", "External"),
        ] {
            assert_eq!(found(reference), expected, "{reference}");
        }
        assert_eq!(found("#"), root.source());
    }
}
