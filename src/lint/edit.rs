//! From structural edits to replacements of bytes: the one place that handles commas, whitespace and indentation.

use std::ops::Range;

use crate::finding::TextEdit;
use crate::json::{Document, Node, NodeId};
use crate::rules::Edit;

use super::locate::Locator;

/// The replacements that make `edits`, as ranges of the document's text, in order; `None` where one has no bytes.
pub(super) fn replacements(edits: &[Edit], locator: &Locator<'_, '_>) -> Option<Vec<(Range<usize>, String)>> {
    let document = locator.entry.document;
    let mut found = Vec::with_capacity(edits.len());
    let mut removed = Vec::new();
    for edit in edits {
        match edit {
            Edit::Replace(anchor, text) => found.push((locator.span_in_text(anchor)?, text.clone())),
            Edit::Insert(object, member) => found.push(insertion(document.node(*object), member)?),
            Edit::Remove(node) => removed.push(*node),
        }
    }
    found.extend(removals(document, removed).into_iter().map(|range| (range, String::new())));
    found.sort_by_key(|(range, _)| (range.start, range.end));
    Some(found)
}

/// Maps the replacements into the file; `None` where one lies outside it.
pub(super) fn in_file(replacements: Vec<(Range<usize>, String)>, locator: &Locator<'_, '_>) -> Option<Vec<TextEdit>> {
    let edits = replacements.into_iter().map(|(range, text)| {
        let span = locator.entry.map.map(&range)?;
        Some(TextEdit { offset: span.start, length: span.len(), text })
    });
    edits.collect()
}

/// Where a new last member goes: on a line of its own where the last one has one, else after it.
fn insertion(object: Node<'_>, member: &str) -> Option<(Range<usize>, String)> {
    let source = object.document().source();
    match object.members().last() {
        None => {
            let end = object.span().end.checked_sub(1)?;
            Some((end..end, member.to_owned()))
        }
        Some((key, value)) => {
            let before = &source[..key.span().start];
            let indent = &before[before.trim_end_matches([' ', '\t']).len()..];
            let is_own_line = before.trim_end_matches([' ', '\t']).ends_with('\n');
            let end = value.span().end;
            let text = if is_own_line { format!(",\n{indent}{member}") } else { format!(", {member}") };
            Some((end..end, text))
        }
    }
}

/// The bytes of members and items with their commas. Neighbors are removed as one range, so that the comma before the last
/// one that stays goes when everything after it does.
fn removals(document: &Document<'_>, mut nodes: Vec<NodeId>) -> Vec<Range<usize>> {
    let source = document.source();
    nodes.sort_unstable();
    nodes.dedup();
    let mut ranges: Vec<(Range<usize>, bool)> = Vec::new();
    for id in nodes {
        let span = member_or_item(document, id);
        let rest = source[span.end..].trim_start();
        let (end, has_comma) = match rest.strip_prefix(',') {
            Some(after) => (source.len() - after.trim_start().len(), true),
            None => (span.end, false),
        };
        match ranges.last_mut() {
            Some((last, last_has_comma)) if last.end >= span.start => (last.end, *last_has_comma) = (end, has_comma),
            _ => ranges.push((span.start..end, has_comma)),
        }
    }
    let with_comma_before = |(range, has_comma): (Range<usize>, bool)| {
        let before = source[..range.start].trim_end().strip_suffix(',').filter(|_| !has_comma);
        before.map_or(range.start, str::len)..range.end
    };
    ranges.into_iter().map(with_comma_before).collect()
}

/// The bytes of a member, whose key `id` is, or of an item.
fn member_or_item(document: &Document<'_>, id: NodeId) -> Range<usize> {
    let node = document.node(id);
    node.span().start..node.member_value().unwrap_or(node).span().end
}
