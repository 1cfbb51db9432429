//! Walks a value and its schema together: which schemas apply to each part of the value, which branch of a union its tag
//! chooses, and the path that the API prints for it.

use std::borrow::Cow;

use serde_json::Value;

use crate::json::{Node, Segment};
use crate::text::clip;

use super::annotations::{InsertedSegment, Schema};
use super::documents::{self, Shape};
use super::index::{Branch, Index, MAX_REFERENCES};

/// The schema of a value after following references, conditions and tags.
struct Resolved<'a> {
    schema: Schema,
    /// The path segment that the API inserts before the members of this value.
    segment: Option<&'static str>,
    union: Option<UnionUse<'a>>,
}

/// A value that should be of a union.
pub(super) struct UnionUse<'a> {
    pub(super) value: Node<'a>,
    /// The schema with `oneOf`.
    pub(super) union: Schema,
    /// The branch that the value's tag chooses.
    pub(super) chosen: Option<Branch>,
}

/// Called with each schema that applies to a value, and with the union if the schema is a branch of one.
type OnSchema<'s> = dyn FnMut(Schema, Option<Schema>) + 's;

/// Follows references; `on_schema` is called with each schema, the last one included.
fn follow(schema: Schema, union: Option<Schema>, on_schema: &mut OnSchema<'_>) -> Schema {
    let mut schema = schema;
    on_schema(schema, union);
    for _ in 0..MAX_REFERENCES {
        let Some(target) = Index::get().target(schema) else { break };
        schema = target;
        on_schema(schema, union);
    }
    schema
}

fn resolve<'a>(schema: Schema, node: Node<'a>, on_schema: &mut OnSchema<'_>) -> Resolved<'a> {
    let mut schema = follow(schema, None, on_schema);
    let mut union = None;
    let mut tag_segment = None;
    for _ in 0..MAX_REFERENCES {
        if let Some(condition) = choosing_condition(schema) {
            let keyword = if holds(condition, node) { "then" } else { "else" };
            let Some(next) = schema.subschema(keyword) else { break };
            schema = follow(next, None, on_schema);
        } else if let Some(found) = Index::get().union(schema) {
            let tag = node.tag();
            let chosen = tag.as_deref().and_then(|tag| found.branch(tag));
            let own = schema;
            union = Some(UnionUse { value: node, union: own, chosen });
            let Some(branch) = chosen else { break };
            tag_segment = Some(branch.tag);
            schema = follow(branch.schema, Some(own), on_schema);
        } else {
            break;
        }
    }
    let segment = inserted_segment(schema, node).or(tag_segment);
    Resolved { schema, segment, union }
}

/// The `if` of a schema. Next to `properties`, a condition adds to the schema and does not choose it.
fn choosing_condition(schema: Schema) -> Option<Schema> {
    schema.subschema("if").filter(|_| schema.subschema("properties").is_none())
}

/// The segment of `x-branch` for a value. It may depend on a member: `{"source.type": {"base64": "pdf"}}`.
fn inserted_segment(schema: Schema, node: Node<'_>) -> Option<&'static str> {
    match schema.inserted_segment()? {
        InsertedSegment::Always(segment) => is_chosen(schema, segment, node).then_some(segment),
        InsertedSegment::ByCase(cases) => cases.iter().find_map(|(case, segment)| match segment {
            Value::String(segment) => is_type(node, case).then_some(segment.as_str()),
            by_value => {
                let value = case.split('.').try_fold(node, |node, name| node.get(name))?.as_str()?;
                by_value.get(&*value)?.as_str()
            }
        }),
    }
}

/// A segment that equals the schema's tag is inserted only if the value has that tag.
fn is_chosen(schema: Schema, segment: &str, node: Node<'_>) -> bool {
    schema.tag() != Some(segment) || node.get("type").is_some_and(|value| value.is_str(segment))
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

/// Whether an `if` holds. Supports the forms that our schemas use: a type, required members, and members with a constant
/// or one of several values.
fn holds(condition: Schema, node: Node<'_>) -> bool {
    let keyword = |name: &str| condition.value().get(name);
    if keyword("type").and_then(Value::as_str).is_some_and(|name| !is_type(node, name)) {
        return false;
    }
    let mut required = keyword("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    if !required.all(|name| node.get(name).is_some()) {
        return false;
    }
    condition.members().all(|(name, schema)| {
        let Some(value) = node.get(name) else { return true };
        let is = |expected: &Value| match expected {
            Value::String(text) => value.is_str(text),
            Value::Null => value.is_null(),
            _ => false,
        };
        match schema.value().get("const") {
            Some(constant) => is(constant),
            None => {
                let mut values = schema.allowed_values().peekable();
                values.peek().is_none() || values.any(is)
            }
        }
    })
}

fn member_schema(schema: Schema, key: &str) -> Option<Schema> {
    schema.member(key).or_else(|| schema.subschema("additionalProperties"))
}

/// A path as the API writes it: dots, plain indexes, and the segments that it inserts for branches of unions.
///
/// `steps` has each step below `root` with the value it leads to. The last step may have none: a missing member.
pub fn api_path<'a, 's>(
    root: Node<'a>,
    steps: impl IntoIterator<Item = (&'s Segment, Option<Node<'a>>)>,
    shape: Shape,
) -> String {
    let mut path = String::new();
    let mut schema = Some(shape.schema());
    let mut node = Some(root);
    for (segment, next) in steps {
        if let (Some(here), Some(value)) = (schema, node) {
            let resolved = resolve(here, value, &mut |_, _| {});
            if let Some(segment) = resolved.segment {
                push(&mut path, segment);
            }
            schema = match segment {
                Segment::Index(_) => resolved.schema.subschema("items"),
                Segment::Key(key) => member_schema(resolved.schema, key),
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
    path.push_str(&clip_key(segment));
}

/// A key for use in a path: a long one is cut, so that every path can be read.
pub(crate) fn clip_key(key: &str) -> Cow<'_, str> {
    const LONGEST: usize = 200;
    clip(key, LONGEST)
}

/// A value of a body, and a schema that applies to it.
pub(super) struct Visited<'a> {
    /// The key of the member, if the value is one.
    pub(super) key: Option<Node<'a>>,
    pub(super) value: Node<'a>,
    pub(super) schema: Schema,
    /// The union, if the schema is a branch of one.
    pub(super) union: Option<Schema>,
}

/// Calls `visit` with each value of `body` and each schema that applies to it, outer values first. Enters only values whose
/// schema satisfies `enter`.
pub(super) fn schemas<'a>(body: Node<'a>, shape: Shape, enter: fn(Schema) -> bool, visit: &mut dyn FnMut(Visited<'a>)) {
    let mut visitor = Visitor { schema: visit, union: &mut |_, _| {}, enter };
    walk((None, None), body, shape.schema(), &mut visitor);
}

/// Calls `visit` with every value of `body` that should be of a union, and with the key of the member that it is, or for an
/// item of an array with the key of the array.
pub(super) fn unions<'a>(body: Node<'a>, shape: Shape, visit: &mut dyn FnMut(Option<Node<'a>>, UnionUse<'a>)) {
    let mut visitor = Visitor { schema: &mut |_| {}, union: visit, enter: |_| true };
    walk((None, None), body, shape.schema(), &mut visitor);
}

struct Visitor<'v, 'a> {
    schema: &'v mut dyn FnMut(Visited<'a>),
    union: &'v mut dyn FnMut(Option<Node<'a>>, UnionUse<'a>),
    enter: fn(Schema) -> bool,
}

/// `key` is the key of the value, `holder` the key of the value or of the array that it is an item of.
fn walk<'a>(
    (key, holder): (Option<Node<'a>>, Option<Node<'a>>),
    value: Node<'a>,
    schema: Schema,
    visitor: &mut Visitor<'_, 'a>,
) {
    let resolved = resolve(schema, value, &mut |schema, union| (visitor.schema)(Visited { key, value, schema, union }));
    if let Some(union) = resolved.union {
        (visitor.union)(holder, union);
    }
    for (key, member) in value.members() {
        let name = key.as_str().unwrap_or_default();
        if let Some(schema) = member_schema(resolved.schema, &name).filter(|schema| (visitor.enter)(*schema)) {
            walk((Some(key), Some(key)), member, schema, visitor);
        }
    }
    if let Some(items) = resolved.schema.subschema("items").filter(|schema| (visitor.enter)(*schema)) {
        for item in value.items() {
            walk((None, holder), item, items, visitor);
        }
    }
}

/// The tags that the API lists for a union: sorted, without those that need a beta.
pub(crate) fn listed_tags(union: Schema) -> Vec<&'static str> {
    let branches = Index::get().union(union).into_iter().flat_map(|union| union.branches());
    let listed = branches.filter(|branch| branch.schema.betas().is_empty()).map(|branch| branch.tag);
    let mut tags: Vec<_> = listed.chain(union.more_tags()).collect();
    tags.sort_unstable();
    tags
}

/// The union that has all tags of this one and others, or else this one.
pub(crate) fn widest_union(union: Schema) -> Schema {
    union.wider_union().and_then(documents::find).unwrap_or(union)
}

/// For a union that the API does not tell apart by `type`: the tag of the branch that its response names if none fits.
pub(crate) fn named_branch(union: Schema) -> Option<&'static str> {
    let named = union.inserted_segment()?;
    branches(union).find(|(_, branch)| branch.inserted_segment() == Some(named)).map(|(tag, _)| tag)
}

/// Every tag of a union with the schema of its objects, in the order of the schema.
pub(crate) fn branches(union: Schema) -> impl Iterator<Item = (&'static str, Schema)> + Clone {
    Index::get().union(union).into_iter().flat_map(|union| union.branches()).map(|branch| (branch.tag, branch.schema))
}

/// Whether a union has an object with this tag.
pub(crate) fn has_tag(union: Schema, tag: &str) -> bool {
    Index::get().union(union).is_some_and(|union| union.branch(tag).is_some())
}
