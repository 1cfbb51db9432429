//! The JSON text of a value, with a map back to the source.

use std::ops::Range;

use super::expression::{Expression, Object, Piece, Text as Literal, Value};
use crate::envelope::source_map::{Pieces, SourceMap};
use crate::envelope::text::{FILLER, Text};

/// A body, and the values in it that are not known.
pub(super) struct Body {
    pub(super) text: Text<'static>,
    /// Where the objects and lists start that may have other members or items, in ascending order.
    pub(super) open: Vec<usize>,
}

impl Body {
    pub(super) fn of(object: &Object, source: &str) -> Self {
        let mut writer =
            Writer { source, text: String::new(), pieces: Pieces::new(0), holes: Vec::new(), open: Vec::new() };
        writer.object(object);
        writer.open.sort_unstable();
        let mut text = Text::new(writer.text.into_bytes(), SourceMap::Pieces(writer.pieces));
        text.holes = writer.holes;
        Body { text, open: writer.open }
    }
}

struct Writer<'t> {
    source: &'t str,
    text: String,
    pieces: Pieces,
    holes: Vec<Range<usize>>,
    open: Vec<usize>,
}

impl Writer<'_> {
    /// Appends text that is written as `span` in the source.
    fn push(&mut self, text: &str, span: Range<usize>) {
        self.pieces.push_encoded(text.len(), span);
        self.text.push_str(text);
    }

    /// Recurses as deep as the expression is nested, which is limited.
    fn value(&mut self, expression: &Expression) {
        let span = expression.span.clone();
        match &expression.value {
            Value::Hole => self.hole(span),
            Value::Word(word) => self.push(word, span),
            Value::Number(text) => self.push(text, span),
            Value::Text(text) => self.literal(text),
            Value::List { items, is_open } => self.list(items, *is_open, span),
            Value::Object(object) => self.object(object),
        }
    }

    fn hole(&mut self, span: Range<usize>) {
        self.holes.push(self.text.len()..self.text.len() + FILLER.len());
        self.push(FILLER, span);
    }

    fn literal(&mut self, literal: &Literal) {
        let [open, close] = literal.quotes.clone();
        self.push("\"", open);
        for piece in &literal.pieces {
            match piece {
                Piece::Copied(span) => self.copy(span.clone()),
                Piece::Decoded(text, span) => self.push(&escaped(text), span.clone()),
            }
        }
        self.push("\"", close);
    }

    /// Appends a part of the source; what JSON escapes is escaped.
    fn copy(&mut self, span: Range<usize>) {
        let source = self.source;
        let Some(part) = source.get(span.clone()) else { return };
        let mut from = 0;
        let is_special = |(_, byte): &(usize, u8)| matches!(byte, b'"' | b'\\' | 0..=31);
        for (at, byte) in part.bytes().enumerate().filter(is_special) {
            self.copy_plain(span.start + from..span.start + at);
            self.push(&escaped(&char::from(byte).to_string()), span.start + at..span.start + at + 1);
            from = at + 1;
        }
        self.copy_plain(span.start + from..span.end);
    }

    fn copy_plain(&mut self, span: Range<usize>) {
        self.pieces.push_copied(span.len(), span.start);
        self.text.push_str(&self.source[span]);
    }

    fn list(&mut self, items: &[Expression], is_open: bool, span: Range<usize>) {
        if is_open {
            self.open.push(self.text.len());
        }
        self.push("[", span.start..span.start + 1);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(",", item.span.start..item.span.start);
            }
            self.value(item);
        }
        self.push("]", span.end - 1..span.end);
    }

    fn object(&mut self, object: &Object) {
        let [open, close] = object.braces.clone();
        let start = self.text.len();
        self.push("{", open.clone());
        for (index, member) in object.members.iter().enumerate() {
            if index > 0 {
                self.push(",", member.key_span.start..member.key_span.start);
            }
            self.push(&format!("\"{}\"", escaped(&member.key)), member.key_span.clone());
            self.push(":", member.key_span.end..member.key_span.end);
            self.value(&member.value);
        }
        if object.is_open {
            self.open.push(start);
            self.push(if object.members.is_empty() { "" } else { "," }, close.clone());
            // Any member may be here.
            let hole = self.text.len();
            self.push("\"**\":", close.clone());
            self.push(FILLER, close.clone());
            self.holes.push(hole..self.text.len());
        }
        self.push("}", close);
    }
}

/// The text as it is written within a JSON string.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
