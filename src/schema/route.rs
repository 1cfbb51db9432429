//! The way through a schema beside the way through a value: which branch of a union a value takes, and how the
//! API therefore writes its path.

use serde_json::Value;

use crate::json::{Node, Pointer, Segment};

use super::{Shape, document_by_id};

/// One branch of a union.
pub(super) struct Branch {
    schema: &'static Value,
}

impl Branch {
    /// The values of `type` that choose this branch.
    pub(super) fn tags(&self) -> impl Iterator<Item = &'static str> {
        let tag = self.schema.pointer("/properties/type");
        let constant = tag.and_then(|tag| tag.get("const")).into_iter();
        let several = tag.and_then(|tag| tag.get("enum")).and_then(Value::as_array).into_iter().flatten();
        constant.chain(several).filter_map(Value::as_str)
    }
}

/// The branches of a schema's union, references followed.
pub(super) fn branches_of(owner: &'static Value, keyword: &str) -> Vec<Branch> {
    let list = owner.get(keyword).and_then(Value::as_array);
    list.into_iter().flatten().map(|schema| Branch { schema: deref(schema) }).collect()
}

/// Follows `$ref` to the schema it names.
pub(super) fn deref(schema: &'static Value) -> &'static Value {
    let mut schema = schema;
    // A chain of references in our own files is short; the bound is for a cycle made by mistake.
    for _ in 0..8 {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { break };
        let Some(target) = target_of(reference) else { break };
        schema = target;
    }
    schema
}

fn target_of(reference: &str) -> Option<&'static Value> {
    let (file, pointer) = reference.split_once('#')?;
    let document = match file {
        "" => Shape::Request.document(),
        relative => document_by_id(&format!("https://payloadlint.dev/schemas/{relative}"))?,
    };
    document.pointer(pointer)
}

/// What a value's schema is once references, conditions and tags are followed.
struct Resolved {
    schema: &'static Value,
    /// The path segment that the API inserts before this value's members.
    branch: Option<String>,
}

fn resolve(schema: &'static Value, node: Node<'_>) -> Resolved {
    let mut schema = deref(schema);
    let mut tagged = None;
    for _ in 0..8 {
        if let Some(condition) = schema.get("if") {
            let way = if holds(condition, node) { "then" } else { "else" };
            let Some(next) = schema.get(way) else { break };
            schema = deref(next);
        } else if schema.get("oneOf").is_some() {
            let chosen = branches_of(schema, "oneOf").into_iter().find_map(|branch| {
                let tag = branch.tags().find(|tag| node.get("type").is_some_and(|value| value.is_str(tag)))?;
                Some((branch.schema, tag))
            });
            let Some((next, tag)) = chosen else { break };
            tagged = Some(tag.to_owned());
            schema = deref(next);
        } else {
            break;
        }
    }
    let branch = inserted(schema, node).or(tagged);
    Resolved { schema, branch }
}

/// `x-branch`: a segment of its own, or one that depends on a member: `{"source.type": {"base64": "pdf"}}`.
fn inserted(schema: &Value, node: Node<'_>) -> Option<String> {
    match schema.get("x-branch")? {
        Value::String(segment) => Some(segment.clone()),
        Value::Object(cases) => cases.iter().find_map(|(case, segment)| match segment {
            Value::String(segment) => is_type(node, case).then(|| segment.clone()),
            by_value => {
                let value = case.split('.').try_fold(node, |node, name| node.get(name))?.as_str()?;
                by_value.get(&*value)?.as_str().map(str::to_owned)
            }
        }),
        _ => None,
    }
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

fn child(schema: &'static Value, segment: &Segment) -> Option<&'static Value> {
    match segment {
        Segment::Index(_) => schema.get("items"),
        Segment::Key(key) => schema
            .get("properties")
            .and_then(|properties| properties.get(key))
            .or_else(|| schema.get("additionalProperties").filter(|schema| schema.is_object())),
    }
}

/// A path as the API writes it: dots, bare indexes, and the segments it inserts for the branches of unions.
pub fn api_path(root: Node<'_>, pointer: &Pointer, shape: Shape) -> String {
    let mut path: Vec<String> = Vec::new();
    let mut schema = Some(shape.document());
    let mut node = Some(root);
    for segment in &pointer.0 {
        if let (Some(here), Some(value)) = (schema, node) {
            let resolved = resolve(here, value);
            path.extend(resolved.branch);
            schema = child(resolved.schema, segment);
        }
        match segment {
            Segment::Key(key) => path.push(key.clone()),
            Segment::Index(index) => path.push(index.to_string()),
        }
        node = node.and_then(|node| match segment {
            Segment::Key(key) => node.get(key),
            Segment::Index(index) => node.item(*index),
        });
    }
    path.join(".")
}

/// A place of a body whose schema has a certain keyword.
pub struct Annotated<'a> {
    /// The key of the member, where the value is one.
    pub key: Option<Node<'a>>,
    /// The value.
    pub value: Node<'a>,
    /// The schema object with the keyword.
    pub schema: &'static Value,
}

/// Every place of `body` whose schema (or the branch its tag chooses) has `keyword`. Costs a walk of the body: for
/// checks that few requests need.
pub fn annotated<'a>(body: Node<'a>, shape: Shape, keyword: &str) -> Vec<Annotated<'a>> {
    let mut found = Vec::new();
    walk(None, body, shape.document(), keyword, &mut found);
    found
}

fn walk<'a>(
    key: Option<Node<'a>>,
    value: Node<'a>,
    schema: &'static Value,
    keyword: &str,
    found: &mut Vec<Annotated<'a>>,
) {
    let resolved = resolve(schema, value);
    for schema in [schema, resolved.schema] {
        if schema.get(keyword).is_some() {
            found.push(Annotated { key, value, schema });
            break;
        }
    }
    for (key, member) in value.members() {
        let segment = Segment::Key(key.as_str().unwrap_or_default().into_owned());
        if let Some(schema) = child(resolved.schema, &segment) {
            walk(Some(key), member, schema, keyword, found);
        }
    }
    if let Some(items) = resolved.schema.get("items") {
        for item in value.items() {
            walk(None, item, items, keyword, found);
        }
    }
}
