//! `PL1xx`: the bytes and the JSON of a body.

use crate::envelope::{Content, Entry};
use crate::json::{Node, SyntaxFault};

use super::{Check, Diagnostic, Sink};

mod body_near_limit;
mod body_too_large;
mod byte_order_mark;
mod control_character;
mod duplicate_key;
mod empty_body;
mod foreign_literal;
mod invalid_escape;
mod invalid_json;
mod invalid_number;
mod json_comment;
mod lone_surrogate;
mod missing_comma;
mod not_utf8;
mod size;
mod too_deep;
mod trailing_bytes;
mod trailing_comma;
mod truncated_json;
mod unquoted_word;
mod wrong_quotes;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/body.rs"));

/// Says what is wrong with the text itself.
pub(crate) fn check_syntax(entry: &Entry<'_>, sink: &mut Sink) {
    let document = entry.document;
    if document.errors().is_empty() {
        return;
    }
    for rule in RULES {
        let Check::Syntax(faults, diagnostic) = rule.check else { continue };
        let errors = document.errors().iter();
        let errors = errors.filter(|error| faults.contains(&error.fault) && is_of(entry, error.span.start));
        // A mark before a file of exchanges is not sent.
        let errors = errors.filter(|error| error.fault != SyntaxFault::ByteOrderMark || is_whole(entry));
        let diagnostics = errors.map(|error| diagnostic(error, document.source()));
        if HABITS.contains(&rule.code) {
            diagnostics.reduce(joined).into_iter().for_each(|diagnostic| sink.push(diagnostic))
        } else {
            diagnostics.for_each(|diagnostic| sink.push(diagnostic))
        }
    }
}

/// Whoever writes one string in single quotes, one key without quotes or one comment writes many: they are told at once.
const HABITS: [&str; 3] = [json_comment::RULE.code, wrong_quotes::RULE.code, unquoted_word::RULE.code];

/// How many places of a habit are shown beside the first.
const SHOWN: usize = 5;

/// The first finding of a habit, with the place and the fix of another.
fn joined(mut first: Diagnostic, next: Diagnostic) -> Diagnostic {
    if first.related.len() < SHOWN {
        first.related.push((next.anchor, "and here".to_owned()));
    }
    if let (Some((safety, _, edits)), Some((other, _, more))) = (&mut first.fix, next.fix) {
        *safety = (*safety).max(other);
        edits.extend(more);
    }
    first
}

/// The value that a request is on the wire.
fn value_of(content: Content<'_>) -> Option<Node<'_>> {
    match content {
        Content::Body(value) | Content::Batch(value) => Some(value),
        Content::Item { wire, .. } => Some(wire),
        Content::Missing => None,
    }
}

/// Whether a request is all of its text.
fn is_whole(entry: &Entry<'_>) -> bool {
    entry.content.is_none_or(|content| entry.document.root() == value_of(content))
}

/// Whether a fault at this offset is to be told with this entry. A text may hold several requests: each tells what lies in
/// its own value, the first one also what lies in none; the items of a batch leave it to the batch.
fn is_of(entry: &Entry<'_>, offset: usize) -> bool {
    if let Some(Content::Item { wire, item, .. }) = entry.content
        && wire != item
    {
        return false;
    }
    let Some(value) = entry.content.and_then(value_of) else { return true };
    let Some(root) = entry.document.root().filter(|root| *root != value) else { return true };
    let is_first = !root.is_array() || entry.id.as_ref().is_none_or(|id| id.index == 0);
    value.span().contains(&offset) || (is_first && !is_in_another(root, value, offset))
}

/// Whether an offset outside of `value` lies in another element of the array `root`.
fn is_in_another(root: Node<'_>, value: Node<'_>, offset: usize) -> bool {
    root.items().any(|item| item.span().contains(&offset) && !item.contains(value.id()))
}
