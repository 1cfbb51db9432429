//! Writes a YAML value as JSON: the body of a request that a recorder parsed before it stored it.

use std::borrow::Cow;

use saphyr_parser::ScalarStyle;

use super::tree::{MAX_DEPTH, Node, NodeKind, is_null};
use crate::envelope::source_map::{Pieces, SourceMap};
use crate::envelope::text::Text;

/// The value as JSON, in which every scalar maps to its bytes in the file. `None` if it would be longer than `limit`
/// bytes, as nested aliases can make it.
pub(super) fn text(node: Node<'_>, limit: usize) -> Option<Text<'_>> {
    let mut writer = Writer { text: String::new(), pieces: Pieces::new(0), limit, last_end: node.span().start };
    writer.value(node, 0)?;
    Some(Text::new(writer.text.into_bytes(), SourceMap::Pieces(writer.pieces)))
}

struct Writer {
    text: String,
    pieces: Pieces,
    limit: usize,
    /// Where the most recent scalar ends in the file.
    last_end: usize,
}

impl Writer {
    fn value(&mut self, node: Node<'_>, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH || self.text.len() > self.limit {
            return None;
        }
        let start = node.span().start;
        match node.kind() {
            NodeKind::Scalar { text, style, .. } => self.scalar(node, &scalar(text, *style)),
            NodeKind::List => {
                self.opening("[", start);
                for (index, item) in node.items().enumerate() {
                    self.punctuation(if index > 0 { "," } else { "" });
                    self.value(item, depth + 1)?;
                }
                self.punctuation("]");
            }
            NodeKind::Map => {
                self.opening("{", start);
                for (index, (key, value)) in node.members().enumerate() {
                    self.punctuation(if index > 0 { "," } else { "" });
                    let NodeKind::Scalar { text, .. } = key.kind() else { return None };
                    self.scalar(key, &quoted(text));
                    self.punctuation(":");
                    self.value(value, depth + 1)?;
                }
                self.punctuation("}");
            }
            // Aliases are resolved before a node is seen.
            NodeKind::Alias(_) => return None,
        }
        Some(())
    }

    fn scalar(&mut self, node: Node<'_>, text: &str) {
        self.last_end = node.span().end;
        self.pieces.push_encoded(text.len(), node.span());
        self.text.push_str(text);
    }

    fn opening(&mut self, bracket: &str, start: usize) {
        self.pieces.push_encoded(bracket.len(), start..start + 1);
        self.text.push_str(bracket);
    }

    fn punctuation(&mut self, text: &str) {
        self.pieces.push_encoded(text.len(), self.last_end..self.last_end);
        self.text.push_str(text);
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Cow<'_, str> {
    let is_plain = style == ScalarStyle::Plain;
    match text {
        _ if is_plain && is_null(text) => "null".into(),
        "true" | "True" | "TRUE" if is_plain => "true".into(),
        "false" | "False" | "FALSE" if is_plain => "false".into(),
        _ if is_plain && is_number(text) => text.into(),
        _ => quoted(text).into(),
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && serde_json::from_str::<serde_json::Number>(text).is_ok()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
