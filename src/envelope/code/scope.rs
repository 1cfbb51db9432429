//! Which names of a program are bound once, to a literal.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

/// The scopes of a module and the names that they bind.
#[derive(Default)]
pub(super) struct Scopes<'t> {
    /// The enclosing scope of each one; that of the module is itself.
    parents: Vec<usize>,
    bindings: HashMap<(usize, &'t str), Vec<Option<Node<'t>>>>,
    /// Where a name is used so that its value may be changed.
    exposed: HashSet<(usize, &'t str)>,
    /// The statements that change the value of a name in place.
    changes: HashMap<(usize, &'t str), Vec<Change<'t>>>,
    /// Assignments to names that the same scope or one around it binds.
    assigned: Vec<(usize, &'t str, Option<Node<'t>>)>,
    /// Names that a scope binds in another one.
    shared: HashSet<&'t str>,
    /// What is assigned to attributes such as `self.client`, by their text.
    attributes: HashMap<&'t str, Vec<Option<(Node<'t>, usize)>>>,
}

/// A statement that changes a list or dict in place.
#[derive(Clone, Copy)]
pub(super) struct Change<'t> {
    pub(super) kind: ChangeKind<'t>,
    /// The statement.
    pub(super) statement: Node<'t>,
    /// The block that contains the statement.
    pub(super) block: usize,
}

#[derive(Clone, Copy)]
pub(super) enum ChangeKind<'t> {
    /// `name.append(value)`
    Append(Node<'t>),
    /// `name.extend(values)`, `name += values`
    Extend(Node<'t>),
    /// `name["key"] = value`
    Set(Node<'t>, Node<'t>),
}

/// The only value that a name is bound to.
pub(super) struct Bound<'s, 't> {
    pub(super) value: Node<'t>,
    pub(super) scope: usize,
    /// Whether it may be changed in place where that is not known.
    pub(super) is_exposed: bool,
    /// The statements that change it.
    pub(super) changes: &'s [Change<'t>],
}

/// How many values of a name are looked at. A name with more has one that is not known.
const MAX_BINDINGS: usize = 16;
/// The scope of the module.
pub(super) const MODULE: usize = 0;

impl<'t> Scopes<'t> {
    pub(super) fn new() -> Self {
        Scopes { parents: vec![MODULE], ..Scopes::default() }
    }

    /// Adds a scope within another one.
    pub(super) fn add(&mut self, parent: usize) -> usize {
        self.parents.push(parent);
        self.parents.len() - 1
    }

    /// Notes that a scope binds a name to the value of an expression; `None` for anything else.
    pub(super) fn bind(&mut self, scope: usize, name: &'t str, value: Option<Node<'t>>) {
        self.bindings.entry((scope, name)).or_default().push(value);
    }

    /// Notes what is assigned to an attribute.
    pub(super) fn bind_attribute(&mut self, scope: usize, attribute: &'t str, value: Option<Node<'t>>) {
        self.attributes.entry(attribute).or_default().push(value.map(|value| (value, scope)));
    }

    /// Notes that a name is assigned another value, wherever it is bound.
    pub(super) fn assign(&mut self, scope: usize, name: &'t str, value: Option<Node<'t>>) {
        self.assigned.push((scope, name, value));
    }

    /// Notes that a list or dict with this name may be changed.
    pub(super) fn expose(&mut self, scope: usize, name: &'t str) {
        self.exposed.insert((scope, name));
    }

    /// Notes a statement that changes a list or dict with this name.
    pub(super) fn change(&mut self, scope: usize, name: &'t str, change: Change<'t>) {
        self.changes.entry((scope, name)).or_default().push(change);
    }

    /// Notes that a name is bound from another scope.
    pub(super) fn share(&mut self, name: &'t str) {
        self.shared.insert(name);
    }

    /// To be called after the whole module was read: attributes each use to the scope that binds the name.
    pub(super) fn finish(&mut self) {
        for (scope, name, value) in std::mem::take(&mut self.assigned) {
            self.bind(self.owner(scope, name).unwrap_or(MODULE), name, value);
        }
        let exposed = std::mem::take(&mut self.exposed);
        // When a statement of another scope runs is not known.
        let foreign = self.changes.keys().filter(|(scope, name)| self.owner(*scope, name) != Some(*scope));
        let exposed = exposed.into_iter().chain(foreign.copied());
        self.exposed = exposed.filter_map(|(scope, name)| Some((self.owner(scope, name)?, name))).collect();
    }

    /// The scope that binds a name which is used in `scope`.
    pub(super) fn owner(&self, scope: usize, name: &'t str) -> Option<usize> {
        let mut scope = scope;
        while !self.bindings.contains_key(&(scope, name)) {
            if scope == MODULE {
                return None;
            }
            scope = *self.parents.get(scope)?;
        }
        Some(scope)
    }

    /// Every value that a name has, with its scope; empty if it is not bound, `None` for what is not an assignment.
    pub(super) fn values(&self, scope: usize, name: &'t str) -> Vec<Option<(Node<'t>, usize)>> {
        let Some(owner) = self.owner(scope, name) else { return Vec::new() };
        let values = self.bindings.get(&(owner, name)).map(Vec::as_slice).unwrap_or_default();
        if values.len() > MAX_BINDINGS {
            return vec![None];
        }
        values.iter().map(|value| value.map(|value| (value, owner))).collect()
    }

    /// Every value that is assigned to an attribute, with its scope.
    pub(super) fn attribute_values(&self, attribute: &str) -> Vec<Option<(Node<'t>, usize)>> {
        match self.attributes.get(attribute) {
            Some(values) if values.len() > MAX_BINDINGS => vec![None],
            values => values.cloned().unwrap_or_default(),
        }
    }

    /// The only value of a name that is bound once.
    pub(super) fn value(&self, scope: usize, name: &'t str) -> Option<Bound<'_, 't>> {
        let owner = self.owner(scope, name)?;
        match self.bindings.get(&(owner, name)).map(Vec::as_slice) {
            Some([Some(value)]) if !self.shared.contains(name) => Some(Bound {
                value: *value,
                scope: owner,
                is_exposed: self.exposed.contains(&(owner, name)),
                changes: self.changes.get(&(owner, name)).map(Vec::as_slice).unwrap_or_default(),
            }),
            _ => None,
        }
    }
}
