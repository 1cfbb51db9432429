//! What stands on a page for something of the reader's own.

use std::ops::Range;

use super::value::Text;
use crate::json::{Document, Kind, Node};

/// Adds to a body on a page the strings that stand for something else.
pub(super) fn add_holes(body: &mut Text<'_>) {
    let holes = match Document::parse(&body.text).root() {
        Some(root) => placeholders(root),
        None => Vec::new(),
    };
    body.holes.extend(holes);
}

/// Whether a value on a page stands for one of the reader's: `YOUR_API_KEY`, `<key>`, `sk-ant-…`, `{key}`.
pub(super) fn is_placeholder(value: &str) -> bool {
    let wrapped = [('<', '>'), ('{', '}'), ('[', ']')];
    let is_wrapped = wrapped.iter().any(|(open, close)| value.starts_with(*open) && value.ends_with(*close));
    is_wrapped || value.contains("...") || value.contains('…') || value.to_ascii_lowercase().contains("your")
}

/// The strings that stand for something else: `"iVBORw0KGgo..."`, `"<base64 data>"`.
pub(super) fn placeholders(root: Node<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    collect(root, &mut found);
    found
}

/// Depth is bounded by [`crate::json::MAX_DEPTH`].
fn collect(node: Node<'_>, found: &mut Vec<Range<usize>>) {
    match node.kind() {
        Kind::Object => node.members().for_each(|(_, value)| collect(value, found)),
        Kind::Array => node.items().for_each(|item| collect(item, found)),
        Kind::String => {
            let text = node.raw_str().unwrap_or_default();
            if text.contains("...") || text.contains('…') || (text.starts_with('<') && text.ends_with('>')) {
                found.push(node.span());
            }
        }
        _ => {}
    }
}
