//! Python: the calls of a module, and the values of expressions.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use tree_sitter::{Node, Parser, Tree};

use super::expression::{Expression, Member, Object, Piece, Text, Value};
use super::literal;
use super::scope::{Bound, Change, ChangeKind, MODULE, Scopes};
use super::sdk::Client;
use crate::knowledge::Knowledge;

/// How deep the tree of a file may be. Python itself allows 200 nested brackets.
const MAX_DEPTH: usize = 2_000;
/// How deep a literal may be nested; what is deeper is a hole.
const MAX_VALUE_DEPTH: usize = 100;
/// How many values a call may have, so that names that refer to each other do not multiply.
const MAX_VALUES: usize = 100_000;
/// How many values the calls of a module may have together, per byte of it.
const MAX_REPETITION: usize = 4;

/// How many indented blocks may be one inside the other, as in Python itself. The state of the scanner has a fixed size, and the
/// process is aborted if it is exceeded.
const MAX_INDENTS: usize = 100;

/// Whether blocks are nested more than [`MAX_INDENTS`] deep. Lines inside of strings and brackets count, too.
pub(super) fn is_indented_too_deeply(source: &str) -> bool {
    let mut indents: Vec<usize> = Vec::new();
    source.lines().filter(|line| !line.trim_start().is_empty()).any(|line| {
        let blank = &line[..line.len() - line.trim_start().len()];
        let width = blank.bytes().map(|byte| if byte == b'\t' { 8 } else { 1 }).sum();
        indents.truncate(indents.partition_point(|outer| *outer < width));
        indents.push(width);
        indents.len() > MAX_INDENTS + 1
    })
}

/// The tree of a text; `None` if the parser gives up.
pub(super) fn parse(source: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).ok()?;
    parser.parse(source, None)
}

/// A module.
pub(super) struct Module<'t> {
    pub(super) source: &'t str,
    pub(super) scopes: Scopes<'t>,
    /// The calls, in the order of the text, with their scopes.
    pub(super) calls: Vec<(Node<'t>, usize)>,
    /// How many more values are read in the whole module: a name is read again wherever it is used.
    left: Cell<usize>,
    /// The clients of the SDK that the program makes, found at the first call whose client is made elsewhere.
    pub(super) clients: OnceCell<Option<Client>>,
}

impl<'t> Module<'t> {
    /// Reads the names and calls of a module; `None` if it is nested too deeply.
    pub(super) fn read(source: &'t str, tree: &'t Tree) -> Option<Self> {
        let left = Cell::new(MAX_VALUES.max(source.len().saturating_mul(MAX_REPETITION)));
        let mut module = Module { source, scopes: Scopes::new(), calls: Vec::new(), left, clients: OnceCell::new() };
        let mut cursor = tree.walk();
        // The nodes above the current one, each with the scope of its children.
        let mut above: Vec<(Node<'t>, usize)> = Vec::new();
        loop {
            let node = cursor.node();
            let scope = above.last().map_or(MODULE, |(_, scope)| *scope);
            let inner = module.enter(node, cursor.field_name(), &above, scope);
            if above.len() > MAX_DEPTH {
                return None;
            }
            if cursor.goto_first_child() {
                above.push((node, inner));
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    module.scopes.finish();
                    return Some(module);
                }
                above.pop();
            }
        }
    }

    /// Reads one node. Returns the scope of its children.
    fn enter(&mut self, node: Node<'t>, field: Option<&str>, above: &[(Node<'t>, usize)], scope: usize) -> usize {
        match node.kind() {
            "call" => self.calls.push((node, scope)),
            "assignment" => self.read_attribute(node, scope),
            "identifier" => self.read_name(node, field, above, scope),
            "function_definition" | "lambda" | "class_definition" => return self.scopes.add(scope),
            _ => {}
        }
        scope
    }

    /// Notes what is assigned to an attribute.
    fn read_attribute(&mut self, assignment: Node<'t>, scope: usize) {
        if let (Some(left), Some(value)) =
            (assignment.child_by_field_name("left"), assignment.child_by_field_name("right"))
            && left.kind() == "attribute"
        {
            self.scopes.bind_attribute(scope, self.text(left), Some(value));
        }
    }

    /// Notes what an identifier does: it binds a name, or uses one.
    fn read_name(&mut self, node: Node<'t>, field: Option<&str>, above: &[(Node<'t>, usize)], scope: usize) {
        let name = self.text(node);
        let Some((parent, _)) = above.last() else { return };
        match (parent.kind(), field) {
            ("keyword_argument", Some("name")) | ("attribute", Some("attribute")) => {}
            // Its scope is the one around the definition.
            ("function_definition" | "class_definition", Some("name")) => {
                let outer = above.iter().rev().nth(1).map_or(MODULE, |(_, scope)| *scope);
                self.scopes.bind(outer, name, None);
            }
            ("assignment", Some("left")) => {
                let value = parent.child_by_field_name("right");
                // `name: type` without a value binds nothing.
                if value.is_some() {
                    self.scopes.bind(scope, name, value);
                }
            }
            ("global_statement" | "nonlocal_statement", _) => self.scopes.share(name),
            ("as_pattern_target", _) => self.scopes.bind(scope, name, managed(above)),
            ("attribute" | "augmented_assignment" | "subscript", Some("object" | "left" | "value")) => {
                match self.change(above) {
                    Some(change) => self.scopes.change(scope, name, change),
                    None if parent.kind() == "augmented_assignment" => self.scopes.bind(scope, name, None),
                    None => self.scopes.expose(scope, name),
                }
            }
            (kind, field) if binds(kind, field) => self.scopes.bind(scope, name, None),
            _ if is_safe_use(self.source, above) => {}
            _ => self.scopes.expose(scope, name),
        }
    }

    /// The statement that changes the value of a name whose ancestors are `above`, if it does nothing else.
    fn change(&self, above: &[(Node<'t>, usize)]) -> Option<Change<'t>> {
        let mut ancestors = above.iter().rev().map(|(node, _)| *node);
        let parent = ancestors.next()?;
        let (kind, statement) = match parent.kind() {
            "attribute" => {
                let call = ancestors.next().filter(|call| call.child_by_field_name("function") == Some(parent))?;
                let arguments = named(call.child_by_field_name("arguments")?);
                let kind = match (self.text(parent.child_by_field_name("attribute")?), arguments.as_slice()) {
                    ("append", [value]) => ChangeKind::Append(*value),
                    ("extend", [values]) => ChangeKind::Extend(*values),
                    _ => return None,
                };
                (kind, ancestors.next()?)
            }
            "augmented_assignment" => {
                let operator = parent.child_by_field_name("operator")?;
                let values = parent.child_by_field_name("right").filter(|_| self.text(operator) == "+=")?;
                (ChangeKind::Extend(values), ancestors.next()?)
            }
            _ => {
                let key = parent.child_by_field_name("subscript")?;
                let assignment = ancestors.next().filter(|node| node.kind() == "assignment")?;
                let is_left = assignment.child_by_field_name("left") == Some(parent);
                let value = assignment.child_by_field_name("right").filter(|_| is_left)?;
                (ChangeKind::Set(key, value), ancestors.next()?)
            }
        };
        let block = ancestors.next().filter(|_| statement.kind() == "expression_statement")?;
        Some(Change { kind, statement, block: block.id() })
    }

    pub(super) fn text(&self, node: Node<'t>) -> &'t str {
        self.source.get(node.byte_range()).unwrap_or_default()
    }

    /// The value of an expression in a scope.
    pub(super) fn value(&self, node: Node<'t>, scope: usize) -> Expression {
        self.with_reader(|reader| reader.value(node, scope, 0))
    }

    /// The keyword arguments of a call as an object, and its positional arguments.
    pub(super) fn arguments(&self, call: Node<'t>, scope: usize) -> Option<(Object, Vec<Node<'t>>)> {
        self.with_reader(|reader| reader.arguments(call, scope, 0))
    }

    fn with_reader<V>(&self, read: impl FnOnce(&mut Reader<'_, 't>) -> V) -> V {
        let limit = MAX_VALUES.min(self.left.get());
        let mut reader = Reader { module: self, left: limit };
        let value = read(&mut reader);
        self.left.set(self.left.get() - (limit - reader.left));
        value
    }
}

/// Whether an identifier with this parent binds a name to something other than the value of an expression.
fn binds(parent: &str, field: Option<&str>) -> bool {
    match parent {
        "parameters"
        | "lambda_parameters"
        | "typed_parameter"
        | "list_splat_pattern"
        | "dictionary_splat_pattern"
        | "pattern_list"
        | "tuple_pattern"
        | "list_pattern"
        | "dotted_name"
        | "aliased_import"
        | "delete_statement"
        | "case_pattern"
        | "splat_pattern"
        | "expression_list" => true,
        "default_parameter" | "typed_default_parameter" | "named_expression" => field == Some("name"),
        "for_statement" | "for_in_clause" => field == Some("left"),
        _ => false,
    }
}

/// The object of `with object() as name`, which the clients of HTTP and of the SDK are themselves.
fn managed<'t>(above: &[(Node<'t>, usize)]) -> Option<Node<'t>> {
    let mut ancestors = above.iter().rev().map(|(node, _)| *node).skip(1);
    let (pattern, item) = (ancestors.next()?, ancestors.next()?);
    pattern.named_child(0).filter(|object| item.kind() == "with_item" && object.kind() == "call")
}

/// What removes whitespace from a text.
type Trim<'f> = dyn Fn(&[Piece]) -> Vec<Piece> + 'f;

/// Functions that do not change their arguments.
const PURE: [&str; 21] = [
    "tool_runner",
    "request",
    "build_request",
    "Request",
    "invoke_model_with_response_stream",
    "deepcopy",
    "list",
    "dict",
    "create",
    "stream",
    "parse",
    "count_tokens",
    "post",
    "invoke_model",
    "print",
    "len",
    "dumps",
    "pprint",
    "str",
    "enumerate",
    "range",
];

/// Whether a use, whose ancestors are `above`, leaves a list or dict unchanged.
fn is_safe_use(source: &str, above: &[(Node<'_>, usize)]) -> bool {
    let kinds: Vec<&str> = above.iter().rev().take(3).map(|(node, _)| node.kind()).collect();
    let call = match &kinds[..] {
        // What a function returns is changed after its calls.
        ["list" | "pair" | "interpolation" | "dictionary_splat" | "return_statement", ..] => return true,
        ["keyword_argument", "argument_list", "call"] => above.iter().rev().nth(2),
        ["argument_list", "call", ..] => above.iter().rev().nth(1),
        _ => return false,
    };
    let function = call.and_then(|(call, _)| call.child_by_field_name("function"));
    let text = function.and_then(|function| source.get(function.byte_range())).unwrap_or_default();
    PURE.contains(&text.rsplit('.').next().unwrap_or_default().trim())
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
        if depth > MAX_VALUE_DEPTH || self.left == 0 || node.has_error() {
            return Expression::hole(span);
        }
        self.left -= 1;
        let value = match node.kind() {
            "none" => Value::Word("null"),
            "true" => Value::Word("true"),
            "false" => Value::Word("false"),
            "integer" | "float" => literal::number(self.module.text(node)).map_or(Value::Hole, Value::Number),
            "unary_operator" => self.negative(node),
            "string" | "concatenated_string" | "binary_operator" => {
                self.string(node, depth).map_or(Value::Hole, Value::Text)
            }
            "list" | "tuple" => self.list(node, scope, depth),
            "dictionary" => Value::Object(self.dictionary(node, scope, depth)),
            "parenthesized_expression" => match named(node).as_slice() {
                [inner] => return self.value(*inner, scope, depth + 1),
                _ => Value::Hole,
            },
            "identifier" => return self.name(node, scope, depth),
            "call" => match self.constructor(node, scope, depth) {
                Some(object) => Value::Object(object),
                None => self.string(node, depth).map_or(Value::Hole, Value::Text),
            },
            _ => Value::Hole,
        };
        Expression { value, span }
    }

    fn negative(&self, node: Node<'t>) -> Value {
        let operand = node.child_by_field_name("argument").filter(|node| matches!(node.kind(), "integer" | "float"));
        let number = operand.and_then(|operand| literal::number(self.module.text(operand)));
        match number.filter(|_| self.module.text(node).starts_with('-')) {
            Some(number) if number == "0" => Value::Number(number),
            Some(number) => Value::Number(format!("-{number}")),
            None => Value::Hole,
        }
    }

    /// A string, or several that are written next to each other or added.
    fn string(&self, node: Node<'t>, depth: usize) -> Option<Text> {
        if depth > MAX_VALUE_DEPTH {
            return None;
        }
        let parts = match node.kind() {
            "string" => return self.one_string(node),
            "concatenated_string" => named(node),
            "parenthesized_expression" => named(node),
            "binary_operator" if node.child_by_field_name("operator")?.kind() == "+" => named(node),
            "call" => return self.trimmed(node, depth),
            _ => return None,
        };
        let mut parts = parts.into_iter().map(|part| self.string(part, depth + 1));
        let mut text = parts.next()??;
        for part in parts {
            let part = part?;
            text.pieces.extend(part.pieces);
            text.quotes[1] = part.quotes[1].clone();
        }
        Some(text)
    }

    /// `dedent(text)`, `text.strip()`
    fn trimmed(&self, call: Node<'t>, depth: usize) -> Option<Text> {
        let function = call.child_by_field_name("function")?;
        let arguments = named(call.child_by_field_name("arguments")?);
        let source = self.module.source;
        let (string, trim): (_, &Trim<'_>) = match (self.module.text(function), arguments.as_slice()) {
            ("dedent" | "textwrap.dedent", [string]) => (*string, &|pieces| literal::dedent(pieces, source)),
            (name, []) if name.ends_with(".strip") => {
                (function.child_by_field_name("object")?, &|pieces| literal::strip(pieces, source))
            }
            _ => return None,
        };
        let text = self.string(string, depth + 1)?;
        Some(Text { pieces: trim(&text.pieces), quotes: text.quotes })
    }

    fn one_string(&self, node: Node<'t>) -> Option<Text> {
        let mut cursor = node.walk();
        let children: Vec<Node<'t>> = node.children(&mut cursor).collect();
        let (first, last) = (children.first()?, children.last()?);
        if first.kind() != "string_start" || last.kind() != "string_end" {
            return None;
        }
        let prefix = self.module.text(*first).to_ascii_lowercase();
        let has = |letter: char| prefix.contains(letter);
        let inside = first.end_byte()..last.start_byte();
        let source = self.module.source.get(inside.clone())?;
        // Bytes are not JSON, and what is in braces is computed.
        if has('b') || (has('f') || has('t')) && source.contains(['{', '}']) {
            return None;
        }
        let pieces: Vec<Piece> = literal::pieces(self.module.source, inside, has('r'))?;
        Some(Text { pieces, quotes: [first.byte_range(), last.byte_range()] })
    }

    fn list(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Value {
        let (mut items, mut is_open) = (Vec::new(), false);
        for item in named(node) {
            let value = match item.kind() {
                "list_splat" => match named(item).first().map(|inner| self.value(*inner, scope, depth + 1).value) {
                    Some(Value::List { items: inner, is_open: false }) => {
                        items.extend(inner);
                        continue;
                    }
                    _ => Expression::hole(item.byte_range()),
                },
                _ => self.value(item, scope, depth + 1),
            };
            is_open |= matches!(value.value, Value::Hole);
            items.push(value);
        }
        Value::List { items, is_open }
    }

    fn dictionary(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Object {
        let mut object = Object::new(ends(node));
        for entry in named(node) {
            let key = entry.child_by_field_name("key");
            match (entry.kind(), key, entry.child_by_field_name("value")) {
                ("pair", Some(key), Some(value)) => {
                    let value = self.value(value, scope, depth + 1);
                    let name = self.value(key, scope, depth + 1).as_str(self.module.source);
                    match name {
                        Some(name) => object.set(Member { key: name, key_span: key.byte_range(), value }),
                        None => object.extend(None),
                    }
                }
                ("dictionary_splat", ..) => self.splat(entry, &mut object, scope, depth),
                _ => object.extend(None),
            }
        }
        object
    }

    /// Adds the members of `**other`.
    fn splat(&mut self, node: Node<'t>, object: &mut Object, scope: usize, depth: usize) {
        let other = named(node).first().map(|inner| self.value(*inner, scope, depth + 1));
        object.extend(other.as_ref().and_then(Expression::as_object));
    }

    /// `dict(…)`, and the constructors of the SDK's types, such as `MessageParam(…)`.
    fn constructor(&mut self, node: Node<'t>, scope: usize, depth: usize) -> Option<Object> {
        let function = self.module.text(node.child_by_field_name("function")?);
        let sdk = Knowledge::shipped().sdks().of("python");
        if !sdk.is_type(function.rsplit('.').next()?) {
            return None;
        }
        let (object, positional) = self.arguments(node, scope, depth)?;
        positional.is_empty().then_some(object)
    }

    fn arguments(&mut self, call: Node<'t>, scope: usize, depth: usize) -> Option<(Object, Vec<Node<'t>>)> {
        let list = call.child_by_field_name("arguments").filter(|list| list.kind() == "argument_list")?;
        let function = call.child_by_field_name("function")?.byte_range();
        let mut object = Object::new([function, ends(list)[1].clone()]);
        let mut positional = Vec::new();
        for argument in named(list) {
            match argument.kind() {
                "keyword_argument" => {
                    let key = argument.child_by_field_name("name")?;
                    let value = self.value(argument.child_by_field_name("value")?, scope, depth + 1);
                    let name = self.module.text(key).to_owned();
                    object.set(Member { key: name, key_span: key.byte_range(), value });
                }
                "dictionary_splat" => self.spread_arguments(argument, &mut object, scope, depth),
                _ => positional.push(argument),
            }
        }
        Some((object, positional))
    }

    /// Adds the arguments of `**other`. An argument that is passed twice is an error in Python, so that the others stay.
    fn spread_arguments(&mut self, node: Node<'t>, object: &mut Object, scope: usize, depth: usize) {
        let mut other = Object::default();
        self.splat(node, &mut other, scope, depth);
        object.is_open |= other.is_open;
        other.members.into_iter().for_each(|member| object.set(member));
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
    /// that binds the name, so that each of them runs once.
    fn changed(&mut self, value: Expression, bound: &Bound<'_, 't>, at: Node<'t>, depth: usize) -> Option<Expression> {
        let block = bound.value.parent()?.parent()?.parent()?.id();
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
                let name = self.value(key, scope, depth).as_str(self.module.source)?;
                let value = self.value(item, scope, depth);
                object.set(Member { key: name, key_span: key.byte_range(), value });
            }
            _ => return None,
        }
        Some(())
    }
}

/// The named children of a node, without comments.
pub(super) fn named<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect()
}

/// The bytes of the first and the last character of a node, which are brackets.
fn ends(node: Node<'_>) -> [Range<usize>; 2] {
    let span = node.byte_range();
    [span.start..span.start + 1, span.end.saturating_sub(1)..span.end]
}
