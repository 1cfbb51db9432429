//! The names and calls of a module.

use std::collections::HashMap;

use tree_sitter::{Node, Parser, Tree};

use crate::envelope::code::scope::{Change, ChangeKind, MODULE, Scopes};

/// How deep the tree of a file may be.
const MAX_DEPTH: usize = 2_000;

/// The tree of a text; `None` if the parser gives up. Type assertions with angle brackets are TypeScript, elements are
/// TSX: no text may have both.
pub(in crate::envelope::code) fn parse(source: &str, has_elements: bool) -> Option<Tree> {
    let grammar =
        if has_elements { tree_sitter_typescript::LANGUAGE_TSX } else { tree_sitter_typescript::LANGUAGE_TYPESCRIPT };
    let mut parser = Parser::new();
    parser.set_language(&grammar.into()).ok()?;
    parser.parse(source, None)
}

/// A module.
pub(in crate::envelope::code) struct Module<'t> {
    pub(super) source: &'t str,
    pub(super) scopes: Scopes<'t>,
    /// The calls and `new` expressions, in the order of the text, with their scopes.
    pub(in crate::envelope::code) calls: Vec<(Node<'t>, usize)>,
    /// The module that each imported name is from.
    pub(super) imports: HashMap<&'t str, &'t str>,
    /// The values that are assigned to properties, by the name of the property, with their scopes.
    pub(super) properties: HashMap<&'t str, Vec<(Node<'t>, usize)>>,
    /// The function around each scope, by its own scope: where `var` declares names.
    functions: Vec<usize>,
}

/// The nodes above the current one, each with the scope of its children.
type Above<'a, 't> = &'a [(Node<'t>, usize)];

impl<'t> Module<'t> {
    /// Reads the names and calls of a module; `None` if it is nested too deeply.
    pub(in crate::envelope::code) fn read(source: &'t str, tree: &'t Tree) -> Option<Self> {
        let mut module = Module {
            source,
            scopes: Scopes::new(),
            calls: Vec::new(),
            imports: HashMap::new(),
            properties: HashMap::new(),
            functions: vec![MODULE],
        };
        let mut cursor = tree.walk();
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
    fn enter(&mut self, node: Node<'t>, field: Option<&str>, above: Above<'_, 't>, scope: usize) -> usize {
        match node.kind() {
            "call_expression" | "new_expression" => self.calls.push((node, scope)),
            "identifier" | "shorthand_property_identifier" | "shorthand_property_identifier_pattern" => {
                self.read_name(node, field, above, scope);
            }
            "assignment_expression" => {
                let target = node.child_by_field_name("left").filter(|left| left.kind() == "member_expression");
                let name = target.and_then(|left| left.child_by_field_name("property"));
                self.read_property(name, node.child_by_field_name("right"), scope);
            }
            "public_field_definition" => {
                self.read_property(node.child_by_field_name("name"), node.child_by_field_name("value"), scope);
            }
            kind if is_function(kind) => return self.add_scope(scope, true),
            "statement_block" | "for_statement" | "for_in_statement" | "catch_clause" | "switch_body" => {
                return self.add_scope(scope, false);
            }
            _ => {}
        }
        scope
    }

    fn add_scope(&mut self, outer: usize, is_function: bool) -> usize {
        let scope = self.scopes.add(outer);
        self.functions.push(if is_function { scope } else { self.function_of(outer) });
        scope
    }

    fn function_of(&self, scope: usize) -> usize {
        self.functions.get(scope).copied().unwrap_or(MODULE)
    }

    fn read_property(&mut self, name: Option<Node<'t>>, value: Option<Node<'t>>, scope: usize) {
        if let (Some(name), Some(value)) = (name, value) {
            self.properties.entry(self.text(name)).or_default().push((value, scope));
        }
    }

    /// Notes what a name does: it is declared, assigned or used.
    fn read_name(&mut self, node: Node<'t>, field: Option<&str>, above: Above<'_, 't>, scope: usize) {
        let name = self.text(node);
        let Some((parent, _)) = above.last() else { return };
        let outer =
            |steps: usize| above.iter().rev().nth(steps).map_or((None, MODULE), |(node, at)| (Some(*node), *at));
        match (parent.kind(), field) {
            ("variable_declarator", Some("name")) => {
                let is_var = outer(1).0.is_some_and(|list| list.kind() == "variable_declaration");
                let scope = if is_var { self.function_of(scope) } else { scope };
                let value = parent.child_by_field_name("value");
                self.read_require(name, value);
                self.scopes.bind(scope, name, value);
            }
            ("assignment_expression", Some("left")) => {
                self.scopes.assign(scope, name, parent.child_by_field_name("right"));
            }
            ("augmented_assignment_expression", Some("left")) | ("update_expression", _) => {
                self.scopes.assign(scope, name, None);
            }
            // The scope of its name is the one around the definition.
            (kind, Some("name")) if is_function(kind) => self.scopes.bind(outer(1).1, name, None),
            ("import_specifier" | "import_clause" | "namespace_import", _) => {
                self.read_import(name, above);
                self.scopes.bind(MODULE, name, None);
            }
            (kind, field) if node.kind() == "shorthand_property_identifier_pattern" || binds(kind, field) => {
                self.scopes.bind(scope, name, None);
                // A pattern may also assign to names that are declared elsewhere.
                if above.iter().rev().take(8).any(|(node, _)| node.kind() == "assignment_expression") {
                    self.scopes.share(name);
                }
                let declaration = above.iter().rev().take(3).find(|(node, _)| node.kind() == "variable_declarator");
                self.read_require(name, declaration.and_then(|(node, _)| node.child_by_field_name("value")));
            }
            _ if self.is_safe_use(node, above) => {}
            _ => {
                let changes = self.changes(node, above).unwrap_or_default();
                if changes.is_empty() {
                    self.scopes.expose(scope, name);
                }
                changes.into_iter().for_each(|change| self.scopes.change(scope, name, change));
            }
        }
    }

    /// What the statement with this use of a name does, if that is to change its value.
    fn changes(&self, node: Node<'t>, above: Above<'_, 't>) -> Option<Vec<Change<'t>>> {
        let mut ancestors = above.iter().rev().map(|(node, _)| *node);
        let member = ancestors.next().filter(|member| member.child_by_field_name("object") == Some(node))?;
        let parent = ancestors.next()?;
        let kinds = match parent.kind() {
            "call_expression" if self.text(member.child_by_field_name("property")?) == "push" => {
                let added = |item: Node<'t>| match item.kind() {
                    "spread_element" => item.named_child(0).map(ChangeKind::Extend),
                    _ => Some(ChangeKind::Append(item)),
                };
                let arguments = parent.child_by_field_name("arguments").filter(|list| list.kind() == "arguments")?;
                named(arguments).into_iter().map(added).collect::<Option<Vec<_>>>()?
            }
            "assignment_expression" if parent.child_by_field_name("left") == Some(member) => {
                let key = member.child_by_field_name("property").or_else(|| member.child_by_field_name("index"))?;
                vec![ChangeKind::Set(key, parent.child_by_field_name("right")?)]
            }
            _ => return None,
        };
        let statement = ancestors.next().filter(|statement| statement.kind() == "expression_statement")?;
        let block = ancestors.next()?.id();
        Some(kinds.into_iter().map(|kind| Change { kind, statement, block }).collect())
    }

    fn read_import(&mut self, name: &'t str, above: Above<'_, 't>) {
        let statement = above.iter().rev().find(|(node, _)| node.kind() == "import_statement");
        if let Some(source) = statement.and_then(|(node, _)| node.child_by_field_name("source")) {
            self.imports.insert(name, self.unquoted(source));
        }
    }

    /// Notes a name that is bound to `require("…")`, or to something in it.
    fn read_require(&mut self, name: &'t str, value: Option<Node<'t>>) {
        let Some(mut value) = value else { return };
        while let Some(inner) = value.child_by_field_name("object").or_else(|| inner_expression(value)) {
            value = inner;
        }
        let is_require = |function: Node<'t>| matches!(self.text(function), "require" | "import");
        if value.kind() == "call_expression" && value.child_by_field_name("function").is_some_and(is_require) {
            let argument = value.child_by_field_name("arguments").and_then(|list| list.named_child(0));
            if let Some(argument) = argument.filter(|argument| argument.kind() == "string") {
                self.imports.insert(name, self.unquoted(argument));
            }
        }
    }

    fn unquoted(&self, string: Node<'t>) -> &'t str {
        self.text(string).trim_matches(['"', '\''])
    }

    /// Whether a use of a name leaves the array or object with that name unchanged.
    fn is_safe_use(&self, node: Node<'t>, above: Above<'_, 't>) -> bool {
        let (mut used, mut above) = (node, above);
        while let Some(((parent, _), rest)) = above.split_last() {
            let is_part = parent.child_by_field_name("object") == Some(used) || inner_expression(*parent) == Some(used);
            if !is_part {
                break;
            }
            (used, above) = (*parent, rest);
        }
        let Some(((parent, _), rest)) = above.split_last() else { return false };
        match parent.kind() {
            "pair"
            | "array"
            | "object"
            | "spread_element"
            | "template_substitution"
            | "export_specifier"
            | "export_statement"
            | "type_query"
            | "if_statement"
            | "return_statement" => true,
            "unary_expression" => !self.text(*parent).starts_with("delete"),
            "binary_expression" => {
                let operator = parent.child_by_field_name("operator").map(|operator| operator.kind());
                !matches!(operator, Some("||" | "&&" | "??"))
            }
            "call_expression" => used.child_by_field_name("property").is_some_and(|name| {
                parent.child_by_field_name("function") == Some(used) && READERS.contains(&self.text(name))
            }),
            "arguments" => rest.last().is_some_and(|(call, _)| {
                let function = call.child_by_field_name("function").map(|function| self.text(function));
                function.is_some_and(|name| PURE.contains(&name.rsplit('.').next().unwrap_or_default().trim()))
            }),
            _ => false,
        }
    }

    pub(super) fn text(&self, node: Node<'t>) -> &'t str {
        self.source.get(node.byte_range()).unwrap_or_default()
    }
}

/// Methods that do not change the array that they are called on.
const READERS: [&str; 8] = ["join", "includes", "indexOf", "map", "filter", "some", "every", "toString"];
/// Functions that do not change their arguments.
const PURE: [&str; 19] = [
    "create",
    "stream",
    "parse",
    "countTokens",
    "toolRunner",
    "log",
    "info",
    "warn",
    "error",
    "debug",
    "dir",
    "stringify",
    "post",
    "fetch",
    "freeze",
    "keys",
    "String",
    "isArray",
    "structuredClone",
];

fn is_function(kind: &str) -> bool {
    matches!(
        kind,
        "function_declaration"
            | "function_expression"
            | "generator_function"
            | "generator_function_declaration"
            | "arrow_function"
            | "method_definition"
            | "class_static_block"
    )
}

/// Whether an identifier with this parent declares a name whose value is not that of an expression.
fn binds(parent: &str, field: Option<&str>) -> bool {
    match parent {
        "rest_pattern" | "array_pattern" | "formal_parameters" | "import_require_clause" => true,
        "required_parameter" | "optional_parameter" => field == Some("pattern"),
        "pair_pattern" => field == Some("value"),
        "catch_clause" | "arrow_function" => field == Some("parameter"),
        "assignment_pattern" | "object_assignment_pattern" | "for_in_statement" => field == Some("left"),
        "enum_declaration" | "internal_module" => field == Some("name"),
        _ => false,
    }
}

/// The named children of a node, without comments.
pub(super) fn named<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect()
}

/// What is in parentheses, or has a type or `await` with it: the expression with the same value.
pub(super) fn inner_expression(node: Node<'_>) -> Option<Node<'_>> {
    let children = match node.kind() {
        "parenthesized_expression"
        | "as_expression"
        | "satisfies_expression"
        | "non_null_expression"
        | "await_expression" => named(node),
        "type_assertion" => return named(node).last().copied(),
        _ => return None,
    };
    children.first().copied()
}

/// An expression without parentheses and types around it.
pub(super) fn unwrapped(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    while let Some(inner) = inner_expression(node) {
        node = inner;
    }
    node
}
