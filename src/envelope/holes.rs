//! Placeholders in the bodies on a page: they stand in for the reader's own values.

use std::ops::Range;

use super::text::Text;
use crate::json::{Document, Kind, Node};
use crate::placeholder::{Placeholder, PlaceholderKind, has_ellipsis};
use crate::text::first_bytes;

/// Why an abbreviated body is not read.
pub(super) const ABBREVIATED: &str = "parts of its body are left out";

/// Whether the author of a page left out parts of a body, so that it is not JSON.
pub(super) fn is_abbreviated(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let document = Document::parse(text.as_bytes());
    let errors = document.errors();
    !errors.is_empty()
        && (has_ellipsis(text)
            || errors.iter().any(|error| is_elision(text.get(error.span.start..).unwrap_or_default())))
}

/// Whether the text at a syntax error shows that the author left something out: with dots, of which an error may cover
/// only two, or with a comment; or that it is a placeholder, such as `<number>` without quotes.
fn is_elision(rest: &str) -> bool {
    /// A longer one is not a placeholder. A text may have very many errors and no end of a word.
    const MAX_WORD: usize = 200;
    let word = first_bytes(rest, MAX_WORD).split([',', '\n', '}', ']']).next().unwrap_or_default().trim();
    ["..", "//", "/*", "#", "<", "$", "{{"].iter().any(|start| rest.starts_with(start))
        || Placeholder::of(word).is_some_and(|placeholder| placeholder.kind == PlaceholderKind::Description)
}

/// Marks the strings of a body that are placeholders as holes.
pub(super) fn add_placeholders(body: &mut Text<'_>) {
    if let Some(root) = Document::parse(&body.text).root() {
        body.holes.extend(placeholder_spans(root));
    }
}

/// The spans of the strings that are placeholders: `"iVBORw0KGgo..."`, `"<base64 data>"`, `"YOUR_MODEL"`.
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
        Kind::String if node.as_str().is_some_and(|text| is_placeholder(&text)) => found.push(node.span()),
        _ => {}
    }
}

/// Whether a string in a body is a placeholder. Dummy words and the words of recorders are ordinary text here, and so is
/// a description within prose ("Tell me your name").
fn is_placeholder(text: &str) -> bool {
    let is_word = || !text.contains(char::is_whitespace);
    has_ellipsis(text)
        || Placeholder::of(text).is_some_and(|placeholder| match placeholder.kind {
            PlaceholderKind::Bracketed => true,
            PlaceholderKind::Description => is_word(),
            _ => false,
        })
}
