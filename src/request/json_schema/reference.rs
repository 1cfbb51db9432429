//! Where a `$ref` leads.

use crate::json::Node;

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

/// Resolves a reference in the schema `root`. Only JSON Pointers (`#/$defs/x`) are followed.
pub fn resolve<'a>(root: Node<'a>, reference: &str) -> Target<'a> {
    let Some((document, fragment)) = reference.split_once('#') else { return Target::Outside };
    if !document.is_empty() {
        return if root.str("$id").is_some_and(|id| id == document) { Target::Unknown } else { Target::Outside };
    }
    if fragment.is_empty() {
        return Target::Found(root);
    }
    let Some(pointer) = fragment.strip_prefix('/') else { return Target::Unknown };
    let found = pointer.split('/').try_fold(root, |node, segment| {
        let segment = unescaped(segment);
        if node.is_array() { node.item(segment.parse().ok()?) } else { node.get(&segment) }
    });
    found.map_or(Target::Missing, Target::Found)
}

/// The last name of a reference, for people: `Node` for `#/$defs/Node`.
pub(super) fn name_of(reference: &str) -> String {
    unescaped(reference.rsplit('/').next().unwrap_or(reference))
}

fn unescaped(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match hex.filter(|_| byte == b'%') {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &tail[2..];
            }
            None => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn references_are_followed_or_known_not_to_lead_anywhere() {
        let document = Document::parse(br#"{"$id": "https://a/b", "$defs": {"x y": {"a/b": [1]}}, "p": 2}"#);
        let Some(root) = document.root() else { panic!("no root") };
        let found = |reference: &str| match resolve(root, reference) {
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
