//! Values in source code, as far as they are literals.

use std::collections::HashMap;
use std::ops::Range;

/// The value of an expression.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    pub(super) value: Value,
    /// Its bytes in the source.
    pub(super) span: Range<usize>,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A value that the program computes.
    Hole,
    /// `null`, `true` or `false`.
    Word(&'static str),
    /// A number, as JSON writes it.
    Number(String),
    Text(Text),
    List {
        items: Vec<Expression>,
        /// Whether there may be other items.
        is_open: bool,
    },
    Object(Object),
}

/// A string.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) pieces: Vec<Piece>,
    /// The bytes before and after the text: prefix and quotes.
    pub(super) quotes: [Range<usize>; 2],
}

/// A part of a string.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// The source contains the same bytes.
    Copied(Range<usize>),
    /// The source contains an escape.
    Decoded(String, Range<usize>),
}

#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    pub(super) members: Vec<Member>,
    /// The position of each member, by its key.
    pub(super) positions: HashMap<String, usize>,
    /// Whether there may be other members.
    pub(super) is_open: bool,
    /// The bytes that stand for the opening and the closing brace.
    pub(super) braces: [Range<usize>; 2],
}

#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) key: String,
    /// The bytes of the key in the source.
    pub(super) key_span: Range<usize>,
    pub(super) value: Expression,
}

impl Expression {
    pub(super) fn hole(span: Range<usize>) -> Self {
        Expression { value: Value::Hole, span }
    }

    pub(super) fn as_object(&self) -> Option<&Object> {
        if let Value::Object(object) = &self.value { Some(object) } else { None }
    }

    /// The text of a string.
    pub(super) fn as_str(&self, source: &str) -> Option<String> {
        if let Value::Text(text) = &self.value { Some(text.decoded(source)) } else { None }
    }
}

impl Text {
    fn decoded(&self, source: &str) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Copied(span) => source.get(span.clone()).unwrap_or_default().to_owned(),
            Piece::Decoded(text, _) => text.clone(),
        };
        self.pieces.iter().map(piece).collect()
    }
}

impl Object {
    pub(super) fn new(braces: [Range<usize>; 2]) -> Self {
        Object { braces, ..Object::default() }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Expression> {
        self.positions.get(name).map(|at| &self.members[*at].value)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Expression> {
        let at = self.positions.remove(name)?;
        self.positions.values_mut().filter(|position| **position > at).for_each(|position| *position -= 1);
        Some(self.members.remove(at).value)
    }

    /// Adds a member, which replaces an earlier one of the same name.
    pub(super) fn set(&mut self, member: Member) {
        match self.positions.get(&member.key) {
            Some(at) => self.members[*at] = member,
            None => {
                self.positions.insert(member.key.clone(), self.members.len());
                self.members.push(member);
            }
        }
    }

    /// Adds what another object contains, as `**other` does. If that is not known, it may replace every member.
    pub(super) fn extend(&mut self, other: Option<&Object>) {
        if other.is_none_or(|other| other.is_open) {
            self.is_open = true;
            for member in &mut self.members {
                member.value.value = Value::Hole;
            }
        }
        for member in other.into_iter().flat_map(|other| &other.members) {
            self.set(member.clone());
        }
    }
}
