//! References and unions of the schemas, resolved once per process.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::annotations::Schema;
use super::documents::{self, Shape};

/// A union: objects that a string member `type`, their tag, tells apart.
pub(super) struct Union {
    /// In the order of the schema.
    branches: Vec<Branch>,
    by_tag: HashMap<&'static str, usize>,
}

/// One tag of a union, and the schema of the objects that have it.
#[derive(Clone, Copy)]
pub(super) struct Branch {
    pub(super) tag: &'static str,
    /// The name of the schema in `$defs`.
    pub(super) name: &'static str,
    pub(super) schema: Schema,
}

impl Union {
    fn new(references: &'static [Value]) -> Self {
        let mut union = Union { branches: Vec::new(), by_tag: HashMap::new() };
        for reference in references.iter().filter_map(|branch| Schema::new(branch).reference()) {
            let name = reference.rsplit('/').next().unwrap_or_default();
            let Some(schema) = documents::find(reference) else { continue };
            for tag in schema.tags() {
                union.by_tag.insert(tag, union.branches.len());
                union.branches.push(Branch { tag, name, schema });
            }
        }
        union
    }

    /// The branch that a tag chooses.
    pub(super) fn branch(&self, tag: &str) -> Option<Branch> {
        self.by_tag.get(tag).map(|index| self.branches[*index])
    }

    pub(super) fn branches(&self) -> impl Iterator<Item = Branch> + Clone {
        self.branches.iter().copied()
    }
}

/// Targets of references by their text, and unions by the address of their schema.
#[derive(Default)]
pub(super) struct Index {
    targets: HashMap<&'static str, Schema>,
    unions: HashMap<usize, Union>,
}

impl Index {
    pub(super) fn get() -> &'static Index {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(|| {
            let mut index = Index::default();
            Shape::ALL.iter().for_each(|shape| index.visit(shape.document()));
            index
        })
    }

    fn visit(&mut self, value: &'static Value) {
        let schema = Schema::new(value);
        if let Some(reference) = schema.reference()
            && let Some(target) = documents::find(reference)
        {
            self.targets.insert(reference, target);
        }
        if let Some(branches) = schema.one_of() {
            self.unions.insert(schema.address(), Union::new(branches));
        }
        match value {
            Value::Object(members) => members.values().for_each(|value| self.visit(value)),
            Value::Array(items) => items.iter().for_each(|value| self.visit(value)),
            _ => {}
        }
    }

    /// The union that a schema with `oneOf` describes.
    pub(super) fn union(&self, schema: Schema) -> Option<&Union> {
        self.unions.get(&schema.address())
    }

    /// The schema that a schema with `$ref` refers to.
    pub(super) fn target(&self, schema: Schema) -> Option<Schema> {
        self.targets.get(schema.reference()?).copied()
    }

    /// Follows references to the schema that they name.
    pub(super) fn deref(&self, schema: Schema) -> Schema {
        let mut schema = schema;
        // Chains of references in our files are short; the limit ends a cycle made by mistake.
        for _ in 0..MAX_REFERENCES {
            let Some(target) = self.target(schema) else { break };
            schema = target;
        }
        schema
    }
}

/// How many references in a row are followed.
pub(super) const MAX_REFERENCES: usize = 8;

/// Whether a value that the schema describes, or anything inside it, may need a beta. A walk that looks for betas enters
/// nothing else.
pub(super) fn has_betas(schema: Schema) -> bool {
    static FOUND: OnceLock<HashMap<usize, bool>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let mut found = HashMap::new();
        Shape::ALL.iter().for_each(|shape| {
            find_betas(shape.document(), &mut found);
        });
        found
    });
    found.get(&schema.address()).copied().unwrap_or_default()
}

fn find_betas(value: &'static Value, known: &mut HashMap<usize, bool>) -> bool {
    let schema = Schema::new(value);
    if let Some(known) = known.get(&schema.address()) {
        return *known;
    }
    // Ends a recursive definition.
    known.insert(schema.address(), false);
    let mut found = schema.mentions_beta();
    if let Some(target) = Index::get().target(schema) {
        found |= find_betas(target.value(), known);
    }
    match value {
        Value::Object(members) => {
            let parts = members.iter().filter(|(key, _)| !key.starts_with("x-"));
            // A definition counts where a reference leads to it.
            for (key, value) in parts {
                found |= find_betas(value, known) && key != "$defs";
            }
        }
        Value::Array(items) => {
            for item in items {
                found |= find_betas(item, known);
            }
        }
        _ => {}
    }
    known.insert(schema.address(), found);
    found
}
