//! The values of expressions.

use std::ops::Range;

use tree_sitter::Node;

use super::literal;
use super::module::{Module, inner_expression, named, unwrapped};
use crate::envelope::code::expression::{Expression, Member, Object, Text, Value};
use crate::envelope::code::scope::{Bound, Change, ChangeKind};

/// How deep a literal may be nested; what is deeper is a hole.
const MAX_VALUE_DEPTH: usize = 100;
/// How many values a call may have, so that names that refer to each other do not multiply.
const MAX_VALUES: usize = 100_000;

impl<'t> Module<'t> {
    /// The value of an expression in a scope.
    pub(super) fn value(&self, node: Node<'t>, scope: usize) -> Expression {
        Reader { module: self, left: MAX_VALUES }.value(node, scope, 0)
    }
}

/// Reads the value of an expression.
struct Reader<'m, 't> {
    module: &'m Module<'t>,
    /// How many more values are read.
    left: usize,
}

impl<'t> Reader<'_, 't> {
    /// Recurses at most [`MAX_VALUE_DEPTH`] deep.
    fn value(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Expression {
        let span = node.byte_range();
        if depth > MAX_VALUE_DEPTH || self.left == 0 || node.is_missing() {
            return Expression::hole(span);
        }
        self.left -= 1;
        let value = match node.kind() {
            "null" => Value::Word("null"),
            "true" => Value::Word("true"),
            "false" => Value::Word("false"),
            "number" | "unary_expression" => {
                let number = self.number(node, scope, depth).and_then(literal::json_number);
                number.map_or(Value::Hole, Value::Number)
            }
            "binary_expression" => self.binary(node, scope, depth),
            "string" | "template_string" => self.string(node).map_or(Value::Hole, Value::Text),
            "array" => self.array(node, scope, depth),
            "object" => Value::Object(self.object(node, scope, depth)),
            "identifier" | "shorthand_property_identifier" => return self.name(node, scope, depth),
            "member_expression" => return self.member(node, scope, depth),
            "call_expression" => return self.frozen(node, scope, depth),
            "await_expression" => Value::Hole,
            _ => match inner_expression(node) {
                Some(inner) => return self.value(inner, scope, depth + 1),
                None => Value::Hole,
            },
        };
        Expression { value, span }
    }

    /// The value of a number, with a sign or computed from others.
    fn number(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Option<f64> {
        match node.kind() {
            "number" => literal::number(self.module.text(node)),
            "unary_expression" => {
                let operand = node.child_by_field_name("argument")?;
                let value = self.operand(operand, scope, depth + 1)?;
                match node.child_by_field_name("operator")?.kind() {
                    "-" => Some(-value),
                    "+" => Some(value),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn operand(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Option<f64> {
        match self.value(node, scope, depth).value {
            Value::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Strings that are added, and numbers that are computed.
    fn binary(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Value {
        let operands = (node.child_by_field_name("left"), node.child_by_field_name("right"));
        let (Some(left), Some(right), Some(operator)) = (operands.0, operands.1, node.child_by_field_name("operator"))
        else {
            return Value::Hole;
        };
        let left = self.value(left, scope, depth + 1).value;
        let right = self.value(right, scope, depth + 1).value;
        match (left, operator.kind(), right) {
            (Value::Text(left), "+", Value::Text(right)) => Value::Text(Text {
                pieces: [left.pieces, right.pieces].concat(),
                quotes: [left.quotes[0].clone(), right.quotes[1].clone()],
            }),
            (Value::Number(left), operator, Value::Number(right)) => {
                computed(&left, operator, &right).map_or(Value::Hole, Value::Number)
            }
            _ => Value::Hole,
        }
    }

    /// A string, or a template without holes.
    fn string(&self, node: Node<'t>) -> Option<Text> {
        let [open, close] = ends(node);
        if node.has_error() || named(node).iter().any(|part| part.kind() == "template_substitution") {
            return None;
        }
        let pieces = literal::pieces(self.module.source, open.end..close.start)?;
        Some(Text { pieces, quotes: [open, close] })
    }

    fn array(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Value {
        let (mut items, mut is_open) = (Vec::new(), false);
        let mut cursor = node.walk();
        let mut before = "[";
        for item in node.children(&mut cursor) {
            let kind = std::mem::replace(&mut before, item.kind());
            let value = match item.kind() {
                // `[, a]` has an empty place.
                "," if matches!(kind, "[" | ",") => Expression::hole(item.byte_range()),
                "[" | "]" | "," | "comment" => continue,
                "spread_element" => match named(item).first().map(|inner| self.value(*inner, scope, depth + 1).value) {
                    Some(Value::List { items: inner, is_open: false }) => {
                        items.extend(inner);
                        continue;
                    }
                    _ => Expression::hole(item.byte_range()),
                },
                _ if is_absent(item) => Expression { value: Value::Word("null"), span: item.byte_range() },
                _ => self.value(item, scope, depth + 1),
            };
            is_open |= matches!(value.value, Value::Hole);
            items.push(value);
        }
        Value::List { items, is_open }
    }

    fn object(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Object {
        let mut object = Object { braces: ends(node), ..Object::default() };
        for entry in named(node) {
            match entry.kind() {
                "pair" => {
                    let (key, value) = (entry.child_by_field_name("key"), entry.child_by_field_name("value"));
                    self.pair(key, value, &mut object, scope, depth);
                }
                "shorthand_property_identifier" => self.pair(Some(entry), Some(entry), &mut object, scope, depth),
                // The value of a getter is computed; a method is not sent.
                "method_definition" => {
                    let key = entry.child_by_field_name("name");
                    let is_getter = self.module.text(entry).starts_with("get ");
                    let value = if is_getter { key } else { Some(entry) };
                    self.pair(key, value, &mut object, scope, depth);
                }
                "spread_element" => match named(entry).first() {
                    Some(inner) => self.spread(*inner, &mut object, scope, depth + 1),
                    None => object.extend(None),
                },
                _ => object.extend(None),
            }
        }
        object
    }

    /// Adds `key: value` to an object.
    fn pair(
        &mut self,
        key: Option<Node<'t>>,
        value: Option<Node<'t>>,
        object: &mut Object,
        scope: usize,
        depth: usize,
    ) {
        let (Some(key), Some(value)) = (key, value) else { return object.extend(None) };
        let Some(name) = self.key(key, scope, depth + 1) else { return object.extend(None) };
        if is_absent(value) {
            object.take(&name);
            return;
        }
        let value = self.value(value, scope, depth + 1);
        object.set(Member { key: name, key_span: key.byte_range(), value });
    }

    /// The name of a property; `None` if it is computed.
    fn key(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Option<String> {
        match node.kind() {
            "property_identifier" | "shorthand_property_identifier" => Some(self.module.text(node).to_owned()),
            "computed_property_name" => self.key(named(node).first().copied()?, scope, depth),
            _ => match self.value(node, scope, depth).value {
                Value::Number(text) => Some(text),
                value => Expression { value, span: node.byte_range() }.as_str(self.module.source),
            },
        }
    }

    /// Adds the members of `...other`. Members that are added under a condition are holes.
    fn spread(&mut self, node: Node<'t>, object: &mut Object, scope: usize, depth: usize) {
        let node = unwrapped(node);
        if is_absent(node) {
            return;
        }
        if depth > MAX_VALUE_DEPTH {
            return object.extend(None);
        }
        let operator = node.child_by_field_name("operator").map(|operator| operator.kind());
        let alternatives = match (node.kind(), operator) {
            ("ternary_expression", _) => ["consequence", "alternative"].map(|name| node.child_by_field_name(name)),
            // What is on the left has no members if it is not true.
            ("binary_expression", Some("&&")) => [None, node.child_by_field_name("right")],
            _ => {
                let other = self.value(node, scope, depth + 1);
                return object.extend(other.as_object());
            }
        };
        for alternative in alternatives.into_iter().flatten().map(unwrapped).filter(|node| !is_absent(*node)) {
            let other = self.value(alternative, scope, depth + 1);
            match other.value {
                Value::Object(other) if !other.is_open => {
                    object.is_open |= !other.members.is_empty();
                    for member in other.members {
                        let value = Expression::hole(member.value.span);
                        object.set(Member { value, ..member });
                    }
                }
                Value::Word(_) => {}
                _ => object.extend(None),
            }
        }
    }

    /// The value of a name. What is changed in place has an unknown value, except by statements that follow each other.
    fn name(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Expression {
        let hole = Expression::hole(node.byte_range());
        let module = self.module;
        let Some(bound) = module.scopes.value(scope, module.text(node)) else { return hole };
        let found = self.value(bound.value, bound.scope, depth + 1);
        match found.value {
            Value::Hole => hole,
            Value::List { .. } | Value::Object(_) if bound.is_exposed => hole,
            _ if bound.changes.is_empty() => found,
            _ if scope != bound.scope => hole,
            _ => self.changed(found, &bound, node, depth).unwrap_or(hole),
        }
    }

    /// The value of a name where it is used, after the statements before that change it. All statements must be in the block
    /// that declares the name, so that each of them runs once.
    fn changed(&mut self, value: Expression, bound: &Bound<'_, 't>, at: Node<'t>, depth: usize) -> Option<Expression> {
        let declaration = bound.value.parent()?.parent()?;
        let block = declaration.parent().filter(|parent| parent.kind() != "export_statement")?.id();
        if bound.changes.iter().any(|change| change.block != block) || at.start_byte() < bound.value.end_byte() {
            return None;
        }
        let mut value = value;
        let is_before = |change: &&Change<'_>| change.statement.end_byte() <= at.start_byte();
        for change in bound.changes.iter().filter(is_before) {
            self.apply(change, &mut value, bound.scope, depth + 1)?;
        }
        Some(value)
    }

    /// Applies a change to a value; `None` if the result is not known.
    fn apply(&mut self, change: &Change<'t>, value: &mut Expression, scope: usize, depth: usize) -> Option<()> {
        match (change.kind, &mut value.value) {
            (ChangeKind::Append(item), Value::List { items, is_open }) => {
                let item = self.value(item, scope, depth);
                *is_open |= matches!(item.value, Value::Hole);
                items.push(item);
            }
            (ChangeKind::Extend(other), Value::List { items, is_open }) => match self.value(other, scope, depth) {
                Expression { value: Value::List { items: more, is_open: more_open }, .. } => {
                    items.extend(more);
                    *is_open |= more_open;
                }
                unknown => {
                    items.push(Expression::hole(unknown.span));
                    *is_open = true;
                }
            },
            (ChangeKind::Set(key, item), Value::Object(object)) => {
                self.key(key, scope, depth)?;
                self.pair(Some(key), Some(item), object, scope, depth);
            }
            _ => return None,
        }
        Some(())
    }

    /// `MODELS.fast`, where `MODELS` is an object whose members are known.
    fn member(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Expression {
        let hole = Expression::hole(node.byte_range());
        let parts = (node.child_by_field_name("object"), node.child_by_field_name("property"));
        let (Some(object), Some(property)) = parts else { return hole };
        if !matches!(object.kind(), "identifier" | "member_expression") {
            return hole;
        }
        let object = self.value(object, scope, depth + 1);
        let value = object.as_object().and_then(|object| object.get(self.module.text(property)));
        value.filter(|value| !matches!(value.value, Value::Hole)).cloned().unwrap_or(hole)
    }

    /// `Object.freeze(value)`
    fn frozen(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Expression {
        let function = node.child_by_field_name("function").map(|function| self.module.text(function));
        let argument = node.child_by_field_name("arguments").and_then(|list| named(list).first().copied());
        match argument.filter(|_| function == Some("Object.freeze")) {
            Some(argument) => self.value(argument, scope, depth + 1),
            None => Expression::hole(node.byte_range()),
        }
    }
}

/// The result of an operation on two numbers.
fn computed(left: &str, operator: &str, right: &str) -> Option<String> {
    let (left, right): (f64, f64) = (left.parse().ok()?, right.parse().ok()?);
    literal::json_number(match operator {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        _ => return None,
    })
}

/// Whether a member with this value is not sent: `undefined` and functions.
fn is_absent(node: Node<'_>) -> bool {
    matches!(
        unwrapped(node).kind(),
        "undefined" | "arrow_function" | "function_expression" | "generator_function" | "method_definition" | "class"
    )
}

/// The bytes of the first and the last character of a node, which are brackets or quotes.
fn ends(node: Node<'_>) -> [Range<usize>; 2] {
    let span = node.byte_range();
    [span.start..(span.start + 1).min(span.end), span.end.saturating_sub(1).max(span.start)..span.end]
}
