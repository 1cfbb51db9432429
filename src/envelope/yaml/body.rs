//! The text of a body in a YAML recording.

use super::tree::{Node, NodeKind};
use super::{json, scalar};
use crate::envelope::base64;
use crate::envelope::source_map::SourceMap;
use crate::envelope::text::Text;

/// The text of a body: that of a scalar, decoded if it is binary, or a mapping or list as JSON. `None` if the JSON
/// would be longer than `limit` bytes.
pub(in crate::envelope) fn body_text(node: Node<'_>, limit: usize) -> Option<Text<'_>> {
    match node.kind() {
        NodeKind::Scalar { binary: true, text, .. } => base64::decode(text, node.span()),
        NodeKind::Scalar { text, style, .. } => {
            let map = match scalar::pieces(node.source(), node.span(), *style, text) {
                Some(pieces) => SourceMap::Pieces(pieces),
                None => SourceMap::Whole(node.span()),
            };
            Some(Text::new(text.as_bytes(), map))
        }
        _ => json::text(node, limit),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Document;
    use super::*;

    /// For each style: YAML, a part of the decoded value, and the bytes that it maps to.
    #[test]
    fn a_part_of_a_scalar_is_found_in_the_file() {
        for (yaml, part, shown) in [
            ("b: plain text\n", "text", "text"),
            ("b: é plain\n  é text\nc: 1\n", "é text", "é text"),
            ("b: plain\n  two\n", "n two", "n\n  two"),
            ("b: 'it''s é\n   all'\n", "'s é a", "''s é\n   a"),
            ("b: &x 'it''s'\n", "it'", "it''"),
            ("b: \"q\\x41\\\n   \\ z é\"\n", "A z", "\\x41\\\n   \\ z"),
            ("b: \"\\\"m\\u00e9\\\": 1,\\n  \\\"x\\\"\"\n", "é\": 1", "\\u00e9\\\": 1"),
            ("b: \"one two\n\n  three\"\n", "two\nthree", "two\n\n  three"),
            ("b: |\n  lit é\n   more\n\n  end\nc: 1\n", "more\n\nend", "more\n\n  end"),
            ("b: |-\n  lit\n  x", "x", "x"),
            ("- b: |2\n      ind\n    x\n", "ind\n", "ind\n"),
            ("b: &a |\n  {\n    1\n  }\n", "  1\n", "  1\n"),
            ("b: >\n  fold\n  ed\n\n  x\n    more\n  y\n", "fold ed\nx\n  more", "fold\n  ed\n\n  x\n    more"),
            ("b: |\r\n  one\r\n  two\r\n", "one\ntwo", "one\r\n  two"),
        ] {
            let document = Document::parse(yaml);
            let root = document.roots().next().unwrap();
            let root = root.items().next().unwrap_or(root);
            let body = body_text(root.get("b").unwrap(), 1000).unwrap();
            let text = std::str::from_utf8(&body.text).unwrap();
            let at = text.find(part).unwrap_or_else(|| panic!("{yaml:?} reads {text:?}"));
            assert!(matches!(body.map, SourceMap::Pieces(_)), "{yaml:?}: not exact");
            let span = body.map.map(&(at..at + part.len())).unwrap();
            assert_eq!(&yaml[span], shown, "{yaml:?}");
        }
    }
}
