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
    /// Names that a scope binds in another one.
    shared: HashSet<&'t str>,
}

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

    /// Notes that a list or dict with this name may be changed.
    pub(super) fn expose(&mut self, scope: usize, name: &'t str) {
        self.exposed.insert((scope, name));
    }

    /// Notes that a name is bound from another scope.
    pub(super) fn share(&mut self, name: &'t str) {
        self.shared.insert(name);
    }

    /// To be called after the whole module was read: attributes each use to the scope that binds the name.
    pub(super) fn finish(&mut self) {
        let exposed = std::mem::take(&mut self.exposed);
        self.exposed = exposed.into_iter().filter_map(|(scope, name)| Some((self.owner(scope, name)?, name))).collect();
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

    /// Every value that a name has; empty if it is not bound, `None` for what is not an assignment.
    pub(super) fn values(&self, scope: usize, name: &'t str) -> &[Option<Node<'t>>] {
        let found = self.owner(scope, name).and_then(|owner| self.bindings.get(&(owner, name)));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The only value of a name that is bound once, the scope of that value, and whether it may be changed in place.
    pub(super) fn value(&self, scope: usize, name: &'t str) -> Option<(Node<'t>, usize, bool)> {
        let owner = self.owner(scope, name)?;
        match self.bindings.get(&(owner, name)).map(Vec::as_slice) {
            Some([Some(value)]) if !self.shared.contains(name) => {
                Some((*value, owner, self.exposed.contains(&(owner, name))))
            }
            _ => None,
        }
    }
}
