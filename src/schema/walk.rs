//! The way through a schema beside the way through a value: which branch of a union a value takes, and how the
//! API therefore writes its path.

use std::borrow::Cow;

use serde_json::Value;

use crate::json::{Node, Segment};
use crate::text::clip;

use super::Shape;
use super::index::{self, Index};

/// What a value's schema is once references, conditions and tags are followed.
struct Resolved<'a> {
    schema: &'static Value,
    /// The path segment that the API inserts before this value's members.
    branch: Option<&'static str>,
    union: Option<UnionUse<'a>>,
}

/// A union on the way.
pub(super) struct UnionUse<'a> {
    /// The value that should be of the union.
    pub(super) at: Node<'a>,
    /// The schema with `oneOf`.
    pub(super) owner: &'static Value,
    /// The name of the branch that its tag chooses.
    pub(super) chosen: Option<&'static str>,
}

/// Follows references to the schema they name.
pub(super) fn deref(schema: &'static Value) -> &'static Value {
    follow(schema, None, &mut |_, _| {})
}

/// Called with each schema on the way of a value, and the union that led to it where it is a branch.
type Step<'s> = dyn FnMut(&'static Value, Option<&'static Value>) + 's;

/// Follows references; `step` sees each schema on the way, the last one included.
fn follow(schema: &'static Value, union: Option<&'static Value>, step: &mut Step<'_>) -> &'static Value {
    let mut schema = schema;
    step(schema, union);
    // A chain of references in our own files is short; the bound is for a cycle made by mistake.
    for _ in 0..8 {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let Some(target) = reference.and_then(|reference| Index::get().target(reference)) else { break };
        schema = target;
        step(schema, union);
    }
    schema
}

fn resolve<'a>(schema: &'static Value, node: Node<'a>, step: &mut Step<'_>) -> Resolved<'a> {
    let mut schema = follow(schema, None, step);
    let mut union = None;
    let mut tagged = None;
    for _ in 0..8 {
        // Beside `properties`, a condition adds to the schema and does not choose it.
        if let Some(condition) = schema.get("if").filter(|_| schema.get("properties").is_none()) {
            let way = if holds(condition, node) { "then" } else { "else" };
            let Some(next) = schema.get(way) else { break };
            schema = follow(next, None, step);
        } else if let Some(found) = Index::get().union(schema) {
            let tag = node.tag();
            let chosen = tag.as_deref().and_then(|tag| found.branch(tag));
            let owner = schema;
            union = Some(UnionUse { at: node, owner, chosen: chosen.map(|branch| branch.name) });
            let Some(branch) = chosen else { break };
            tagged = Some(branch.tag);
            schema = follow(branch.schema, Some(owner), step);
        } else {
            break;
        }
    }
    let branch = inserted(schema, node).or(tagged);
    Resolved { schema, branch, union }
}

/// `x-branch`: a segment of its own, or one that depends on a member: `{"source.type": {"base64": "pdf"}}`.
fn inserted(schema: &'static Value, node: Node<'_>) -> Option<&'static str> {
    match schema.get("x-branch")? {
        Value::String(segment) => is_chosen(schema, segment, node).then_some(segment.as_str()),
        Value::Object(cases) => cases.iter().find_map(|(case, segment)| match segment {
            Value::String(segment) => is_type(node, case).then_some(segment.as_str()),
            by_value => {
                let value = case.split('.').try_fold(node, |node, name| node.get(name))?.as_str()?;
                by_value.get(&*value)?.as_str()
            }
        }),
        _ => None,
    }
}

/// A segment that is the schema's tag is inserted once the value has that tag.
fn is_chosen(schema: &Value, segment: &str, node: Node<'_>) -> bool {
    let tag = schema.pointer("/properties/type/const").and_then(Value::as_str);
    tag != Some(segment) || node.get("type").is_some_and(|value| value.is_str(segment))
}

fn is_type(node: Node<'_>, name: &str) -> bool {
    match name {
        "object" => node.is_object(),
        "array" => node.is_array(),
        "string" => node.is_string(),
        "null" => node.is_null(),
        _ => false,
    }
}

/// Whether the few forms of `if` that our schemas use hold: a type, required members, and members with a constant
/// or one of some values.
fn holds(condition: &Value, node: Node<'_>) -> bool {
    if condition.get("type").and_then(Value::as_str).is_some_and(|name| !is_type(node, name)) {
        return false;
    }
    let required = condition.get("required").and_then(Value::as_array).into_iter().flatten();
    let mut required = required.filter_map(Value::as_str);
    if !required.all(|name| node.get(name).is_some()) {
        return false;
    }
    let properties = condition.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties.into_iter().all(|(name, schema)| {
        let Some(value) = node.get(name) else { return true };
        let is = |expected: &Value| match expected {
            Value::String(text) => value.is_str(text),
            Value::Null => value.is_null(),
            _ => false,
        };
        match (schema.get("const"), schema.get("enum").and_then(Value::as_array)) {
            (Some(constant), _) => is(constant),
            (None, Some(values)) => values.iter().any(is),
            (None, None) => true,
        }
    })
}

fn member_of(schema: &'static Value, key: &str) -> Option<&'static Value> {
    let own = schema.get("properties").and_then(|properties| properties.get(key));
    own.or_else(|| schema.get("additionalProperties").filter(|schema| schema.is_object()))
}

/// A path as the API writes it: dots, bare indexes, and the segments it inserts for the branches of unions.
///
/// `way` holds each step below `root` with the value it leads to; a last step that is not in the body (a missing
/// member) has none.
pub fn api_path<'a, 's>(
    root: Node<'a>,
    way: impl IntoIterator<Item = (&'s Segment, Option<Node<'a>>)>,
    shape: Shape,
) -> String {
    let mut path = String::new();
    let mut schema = Some(shape.document());
    let mut node = Some(root);
    for (segment, next) in way {
        if let (Some(here), Some(value)) = (schema, node) {
            let resolved = resolve(here, value, &mut |_, _| {});
            if let Some(branch) = resolved.branch {
                push(&mut path, branch);
            }
            schema = match segment {
                Segment::Index(_) => resolved.schema.get("items"),
                Segment::Key(key) => member_of(resolved.schema, key),
            };
        }
        match segment {
            Segment::Key(key) => push(&mut path, key),
            Segment::Index(index) => push(&mut path, &index.to_string()),
        }
        node = next;
    }
    path
}

fn push(path: &mut String, segment: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&bounded(segment));
}

/// A key as it stands in a path: whatever a key is, a path stays fit to be read.
pub(crate) fn bounded(key: &str) -> Cow<'_, str> {
    const LONGEST: usize = 200;
    clip(key, LONGEST)
}

/// A place of a body whose schema has a certain keyword.
pub struct Annotated<'a> {
    /// The key of the member, where the value is one.
    pub key: Option<Node<'a>>,
    /// The value.
    pub value: Node<'a>,
    /// The schema object with the keyword.
    pub schema: &'static Value,
    /// The union whose branch the schema is, where it is one.
    pub union: Option<&'static Value>,
}

/// Every place of `body` whose schema (or the branch its tag chooses) has `keyword`. Costs a walk of the body: for
/// checks that few requests need.
pub fn annotated<'a>(body: Node<'a>, shape: Shape, keyword: &str) -> Vec<Annotated<'a>> {
    let mut found = Vec::new();
    let mut visit = |key, value, schema: &'static Value, union| {
        if schema.get(keyword).is_some() {
            found.push(Annotated { key, value, schema, union });
        }
    };
    walk(None, body, shape.document(), &mut Visitor { schema: &mut visit, union: &mut |_, _| {}, only: |_| true });
    found
}

/// See [`super::betas`].
pub(super) fn betas<'a>(body: Node<'a>, shape: Shape) -> Vec<Annotated<'a>> {
    let mut found = Vec::new();
    let mut visit = |key, value, schema: &'static Value, union| {
        if index::BETA_KEYWORDS.iter().any(|keyword| schema.get(keyword).is_some()) {
            found.push(Annotated { key, value, schema, union });
        }
    };
    walk(
        None,
        body,
        shape.document(),
        &mut Visitor { schema: &mut visit, union: &mut |_, _| {}, only: index::has_betas },
    );
    found
}

/// Calls `visit` with every union that a value of `body` should be of, and the key of the member it stands in.
pub(super) fn unions<'a>(body: Node<'a>, shape: Shape, visit: &mut dyn FnMut(Option<Node<'a>>, UnionUse<'a>)) {
    walk(None, body, shape.document(), &mut Visitor { schema: &mut |_, _, _, _| {}, union: visit, only: |_| true });
}

/// What a walk calls.
struct Visitor<'v, 'a> {
    /// With the key of the member, the value, each schema that applies to it, and the union it is a branch of.
    schema: &'v mut dyn FnMut(Option<Node<'a>>, Node<'a>, &'static Value, Option<&'static Value>),
    /// With the key of the member (for an item, of its array) and the union.
    union: &'v mut dyn FnMut(Option<Node<'a>>, UnionUse<'a>),
    /// Which schemas are worth following.
    only: fn(&'static Value) -> bool,
}

fn walk<'a>(key: Option<Node<'a>>, value: Node<'a>, schema: &'static Value, visitor: &mut Visitor<'_, 'a>) {
    walk_in(key, key, value, schema, visitor);
}

/// `holder` is the key under which the value or its array stands.
fn walk_in<'a>(
    key: Option<Node<'a>>,
    holder: Option<Node<'a>>,
    value: Node<'a>,
    schema: &'static Value,
    visitor: &mut Visitor<'_, 'a>,
) {
    let resolved = resolve(schema, value, &mut |schema, union| (visitor.schema)(key, value, schema, union));
    if let Some(union) = resolved.union {
        (visitor.union)(holder, union);
    }
    for (key, member) in value.members() {
        let name = key.as_str().unwrap_or_default();
        if let Some(schema) = member_of(resolved.schema, &name).filter(|schema| (visitor.only)(schema)) {
            walk_in(Some(key), Some(key), member, schema, visitor);
        }
    }
    if let Some(items) = resolved.schema.get("items").filter(|schema| (visitor.only)(schema)) {
        for item in value.items() {
            walk_in(None, holder, item, items, visitor);
        }
    }
}

/// The tags of a union that need no beta, sorted as the API lists them.
pub(crate) fn tags_without_beta(owner: &'static Value) -> Vec<&'static str> {
    let branches = Index::get().union(owner).into_iter().flat_map(|union| union.branches());
    let open = branches.filter(|branch| branch.schema.get("x-beta").is_none()).map(|branch| branch.tag);
    let others = owner.get("x-more-tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut tags: Vec<_> = open.chain(others).collect();
    tags.sort_unstable();
    tags
}

/// Every tag of a union with the schema of its objects, in the order of the schema.
pub(crate) fn branches(owner: &'static Value) -> impl Iterator<Item = (&'static str, &'static Value)> + Clone {
    Index::get().union(owner).into_iter().flat_map(|union| union.branches()).map(|branch| (branch.tag, branch.schema))
}
