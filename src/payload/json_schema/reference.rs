//! Where a `$ref` leads.

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::json::{Node, NodeId, unescape_segment};

/// Where a reference leads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target<'a> {
    /// A place of the same schema.
    Found(Node<'a>),
    /// A place that the schema does not have.
    Missing,
    /// Another document.
    Outside,
    /// It cannot be told without more knowledge: an anchor, or a path that starts from an inner `$id`.
    Unknown,
}

/// The references of one schema. Definitions of a large schema are looked up in an index, so that the cost of all
/// references together is that of reading them.
#[derive(Debug)]
pub struct References<'a> {
    root: Node<'a>,
    /// The members of large objects, by name.
    index: HashMap<NodeId, HashMap<Cow<'a, str>, Node<'a>>>,
}

impl<'a> References<'a> {
    /// References in the schema `root`.
    pub fn of(root: Node<'a>) -> Self {
        References { root, index: HashMap::new() }
    }

    /// Where a reference leads. Only JSON Pointers (`#/$defs/x`) are followed.
    pub fn resolve(&mut self, reference: &str) -> Target<'a> {
        let Some((document, fragment)) = reference.split_once('#') else { return Target::Outside };
        if !document.is_empty() {
            return if self.root.str("$id").is_some_and(|id| id == document) {
                Target::Unknown
            } else {
                Target::Outside
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

/// The last name of a reference, for people: `Node` for `#/$defs/Node`.
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
    fn references_are_followed_or_known_not_to_lead_anywhere() {
        let document = Document::parse(br#"{"$id": "https://a/b", "$defs": {"x y": {"a/b": [1]}}, "p": 2}"#);
        let Some(root) = document.root() else { panic!("no root") };
        let found = |reference: &str| match References::of(root).resolve(reference) {
            Target::Found(node) => node.source().to_owned(),
            other => format!("{other:?}"),
        };
        for (reference, leads_to) in [
            ("#/p", "2"),
            ("#/$defs/x%20y/a~1b/0", "1"),
            ("#/$defs/none", "Missing"),
            ("#/p/q", "Missing"),
            ("#anchor", "Unknown"),
            ("https://a/b#/p", "Unknown"),
            ("https://elsewhere/schema.json", "Outside"),
            ("other.json#/p", "Outside"),
        ] {
            assert_eq!(found(reference), leads_to, "{reference}");
        }
        assert_eq!(found("#"), root.source());
    }
}
