//! Values on a page that stand in for the reader's own.

use std::ops::Range;

use super::text::Text;
use crate::json::{Document, Kind, Node};

/// Marks the strings of a body on a page that are placeholders.
pub(super) fn add_placeholders(body: &mut Text<'_>) {
    if let Some(root) = Document::parse(&body.text).root() {
        body.holes.extend(placeholder_spans(root));
    }
}

/// Whether a header value on a page stands in for one of the reader's: `YOUR_API_KEY`, `<key>`, `sk-ant-…`, `{key}`.
pub(super) fn is_placeholder(value: &str) -> bool {
    let wrapped = [('<', '>'), ('{', '}'), ('[', ']')];
    let is_wrapped = wrapped.iter().any(|(open, close)| value.starts_with(*open) && value.ends_with(*close));
    is_wrapped || value.contains("...") || value.contains('…') || value.to_ascii_lowercase().contains("your")
}

/// The spans of the strings that are placeholders: `"iVBORw0KGgo..."`, `"<base64 data>"`.
pub(super) fn placeholder_spans(root: Node<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    collect(root, &mut found);
    found
}

/// Recurses at most [`crate::json::MAX_DEPTH`] deep.
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
