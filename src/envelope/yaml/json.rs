//! A mapping of a cassette as the JSON it was before the recorder took it apart.

use std::borrow::Cow;

use saphyr_parser::ScalarStyle;

use super::{MAX_DEPTH, Node, What, is_null};
use crate::envelope::value::Text;
use crate::envelope::{Pieces, SourceMap};

/// The value as JSON text in which every scalar maps to its bytes in the file. `None` beyond `limit` bytes, which only
/// aliases of aliases reach.
pub(super) fn text(node: Node<'_>, limit: usize) -> Option<Text<'_>> {
    let mut writer = Writer { text: String::new(), pieces: Pieces::new(0), limit, last: node.span().start };
    writer.value(node, 0)?;
    Some(Text::new(writer.text.into_bytes(), SourceMap::Pieces(writer.pieces)))
}

struct Writer {
    text: String,
    pieces: Pieces,
    limit: usize,
    /// Where the scalar written last ends in the file.
    last: usize,
}

impl Writer {
    fn value(&mut self, node: Node<'_>, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH || self.text.len() > self.limit {
            return None;
        }
        let start = node.span().start;
        match &node.raw().what {
            What::Scalar { text, style, .. } => self.scalar(node, &scalar(text, *style)),
            What::List => {
                self.opening("[", start);
                for (index, item) in node.items().enumerate() {
                    self.punctuation(if index > 0 { "," } else { "" });
                    self.value(item, depth + 1)?;
                }
                self.punctuation("]");
            }
            What::Map => {
                self.opening("{", start);
                for (index, (key, value)) in node.members().enumerate() {
                    self.punctuation(if index > 0 { "," } else { "" });
                    let What::Scalar { text, .. } = &key.raw().what else { return None };
                    self.scalar(key, &quoted(text));
                    self.punctuation(":");
                    self.value(value, depth + 1)?;
                }
                self.punctuation("}");
            }
            // An alias stands for a node; a node is never seen as an alias.
            What::Alias(_) => return None,
        }
        Some(())
    }

    fn scalar(&mut self, node: Node<'_>, text: &str) {
        self.last = node.span().end;
        self.pieces.written(text.len(), node.span());
        self.text.push_str(text);
    }

    fn opening(&mut self, bracket: &str, start: usize) {
        self.pieces.written(bracket.len(), start..start + 1);
        self.text.push_str(bracket);
    }

    fn punctuation(&mut self, text: &str) {
        self.pieces.written(text.len(), self.last..self.last);
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
