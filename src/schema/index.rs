//! What the schemas refer to, found once: targets of references, and the branches of unions by tag.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::{Shape, document_by_id};

/// A union: objects that a string member `type` tells apart.
pub(super) struct Union {
    /// In the order of the schema.
    branches: Vec<Branch>,
    by_tag: HashMap<&'static str, usize>,
}

/// One tag of a union, and the objects that have it.
#[derive(Clone, Copy)]
pub(super) struct Branch {
    pub(super) tag: &'static str,
    /// The name of the schema in `$defs`.
    pub(super) name: &'static str,
    pub(super) schema: &'static Value,
}

impl Union {
    /// The branch of that tag.
    pub(super) fn branch(&self, tag: &str) -> Option<Branch> {
        self.by_tag.get(tag).map(|index| self.branches[*index])
    }

    pub(super) fn branches(&self) -> impl Iterator<Item = Branch> + Clone {
        self.branches.iter().copied()
    }
}

/// Look-ups into the schemas. A schema is known by its address: the documents never move.
#[derive(Default)]
pub(super) struct Index {
    targets: HashMap<&'static str, &'static Value>,
    unions: HashMap<usize, Union>,
}

impl Index {
    pub(super) fn get() -> &'static Index {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(Index::build)
    }

    fn build() -> Index {
        let mut index = Index::default();
        Shape::ALL.iter().for_each(|shape| index.visit(shape.document()));
        index
    }

    fn visit(&mut self, schema: &'static Value) {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str)
            && let Some(target) = target_of(reference)
        {
            self.targets.insert(reference, target);
        }
        if let Some(union) = schema.get("oneOf").and_then(Value::as_array) {
            self.unions.insert(address(schema), union_of(union));
        }
        match schema {
            Value::Object(members) => members.values().for_each(|value| self.visit(value)),
            Value::Array(items) => items.iter().for_each(|value| self.visit(value)),
            _ => {}
        }
    }

    /// The union that a schema with `oneOf` is.
    pub(super) fn union(&self, schema: &'static Value) -> Option<&Union> {
        self.unions.get(&address(schema))
    }

    /// What a reference leads to.
    pub(super) fn target(&self, reference: &str) -> Option<&'static Value> {
        self.targets.get(reference).copied()
    }
}

/// The keywords that say that something needs a beta.
pub(super) const BETA_KEYWORDS: [&str; 3] = ["x-beta", "x-beta-values", "x-beta-by-model"];

/// Whether something in or below the schema needs a beta: a walk that looks for betas goes no other way.
pub(super) fn has_betas(schema: &'static Value) -> bool {
    static BELOW: OnceLock<HashMap<usize, bool>> = OnceLock::new();
    let below = BELOW.get_or_init(|| {
        let mut below = HashMap::new();
        Shape::ALL.iter().for_each(|shape| {
            find_betas(shape.document(), &mut below);
        });
        below
    });
    below.get(&address(schema)).copied().unwrap_or_default()
}

fn find_betas(schema: &'static Value, below: &mut HashMap<usize, bool>) -> bool {
    if let Some(known) = below.get(&address(schema)) {
        return *known;
    }
    // Ends a recursive definition.
    below.insert(address(schema), false);
    let mut found = BETA_KEYWORDS.iter().any(|keyword| schema.get(keyword).is_some());
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|name| Index::get().target(name)) {
        found |= find_betas(target, below);
    }
    match schema {
        Value::Object(members) => {
            let parts = members.iter().filter(|(key, _)| !key.starts_with("x-"));
            // A definition counts where it is referred to.
            for (key, value) in parts {
                found |= find_betas(value, below) && key != "$defs";
            }
        }
        Value::Array(items) => {
            for item in items {
                found |= find_betas(item, below);
            }
        }
        _ => {}
    }
    below.insert(address(schema), found);
    found
}

fn address(schema: &'static Value) -> usize {
    std::ptr::from_ref(schema) as usize
}

fn union_of(branches: &'static [Value]) -> Union {
    let mut union = Union { branches: Vec::new(), by_tag: HashMap::new() };
    for branch in branches {
        let Some(reference) = branch.get("$ref").and_then(Value::as_str) else { continue };
        let name = reference.rsplit('/').next().unwrap_or_default();
        let Some(schema) = target_of(reference) else { continue };
        for tag in tags_of(schema) {
            union.by_tag.insert(tag, union.branches.len());
            union.branches.push(Branch { tag, name, schema });
        }
    }
    union
}

/// The values of `type` that choose a branch.
fn tags_of(schema: &'static Value) -> impl Iterator<Item = &'static str> {
    let tag = schema.pointer("/properties/type");
    let constant = tag.and_then(|tag| tag.get("const")).into_iter();
    let several = tag.and_then(|tag| tag.get("enum")).and_then(Value::as_array).into_iter().flatten();
    constant.chain(several).filter_map(Value::as_str)
}

fn target_of(reference: &str) -> Option<&'static Value> {
    let (file, pointer) = reference.split_once('#')?;
    match file {
        "" => Shape::Request.document().pointer(pointer).or_else(|| Shape::Batch.document().pointer(pointer)),
        absolute if absolute.starts_with("https://") => document_by_id(absolute)?.pointer(pointer),
        relative => document_by_id(&format!("https://payloadlint.dev/schemas/{relative}"))?.pointer(pointer),
    }
}
