//! Finds the violations of a body: turns the errors of the validator into faults with a place in the body.

use std::collections::{HashMap, HashSet};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as ErrorKind;

use crate::json::{Items, Node, NodeId, unescape_segment};

use super::annotations::{Doubtful, Schema};
use super::documents::{self, Shape};
use super::tree::TreeNode;
use super::violation::{BelongsIn, Fault, Violation, fault_of};
use super::walk::{self, UnionUse};
use super::{cascade, compile};

/// Every place where `body` departs from its shape, in no particular order. Costs one validation if there is none. Of those with
/// the same fault in the same array, up to `limit` are listed, and the last one has the number of the others.
pub fn check(body: Node<'_>, shape: Shape, limit: usize) -> Vec<Violation<'_>> {
    if compile::whole(shape).is_valid(TreeNode::Tree(body)) {
        return Vec::new();
    }
    let mut collector = Collector { limit, ..Collector::default() };
    let errors = compile::without_unions(shape).iter_errors(TreeNode::Tree(body));
    collector.add_all(Located { value: body, holder: None, is_item: false }, errors);
    walk::unions(body, shape, &mut |holder, union| collector.add_union(holder, &union));
    let mut found = collector.found;
    cascade::drop_cascades(&mut found);
    cascade::drop_members_of_system_messages(body, &mut found);
    found
}

/// A value of the body with the key under which it is.
#[derive(Clone, Copy)]
struct Located<'a> {
    value: Node<'a>,
    holder: Option<Node<'a>>,
    is_item: bool,
}

#[derive(Default)]
struct Collector<'a> {
    found: Vec<Violation<'a>>,
    /// How many violations with the same fault in the same array are listed.
    limit: usize,
    /// A number for each fault, which is its text, so that it is stored once.
    faults: HashMap<String, u32>,
    /// The faults found so far: several schemas that apply to a value may find the same one.
    seen: HashSet<(NodeId, u32)>,
    /// The number of items of an array that have a fault, and the last of them in the list.
    items: HashMap<(NodeId, u32), (usize, usize)>,
    /// The last item read of each array. Errors come in the order of the items, and counting from the first item each time
    /// would be quadratic.
    cursors: HashMap<NodeId, (usize, Items<'a>)>,
    /// The members of objects of which many are wrong, or unknown.
    members: HashMap<NodeId, HashMap<String, (Node<'a>, Node<'a>)>>,
}

impl<'a> Collector<'a> {
    fn add_all<'e>(&mut self, start: Located<'a>, errors: impl Iterator<Item = ValidationError<'e>>) {
        for error in errors {
            let Some(located) = self.locate(start, error.instance_path().as_str()) else { continue };
            let schema = failed_schema(&error).unwrap_or_else(|| Shape::Request.schema());
            for fault in self.faults(error.kind(), located.value, schema) {
                self.push(located, fault, schema);
            }
        }
    }

    /// Adds the violations of a union: those of the branch that the tag chooses, or a fault of the tag.
    fn add_union(&mut self, holder: Option<Node<'a>>, union: &UnionUse<'a>) {
        let value = union.value;
        let is_item = holder.is_some_and(|key| !is_value_of(value, key));
        let located = Located { value, holder, is_item };
        if !value.is_object() {
            return self.push(located, Fault::Type(vec!["object"]), union.union);
        }
        let Some((key, tag)) = value.member("type") else {
            return self.push(located, Fault::Missing("type".into()), union.union);
        };
        if !tag.is_string() {
            let located = Located { value: tag, holder: Some(key), is_item: false };
            return self.push(located, Fault::UnreadableTag, union.union);
        }
        match union.chosen.and_then(|branch| compile::branch(branch.name)) {
            Some(branch) if branch.is_valid(TreeNode::Tree(value)) => {}
            Some(branch) => self.add_all(located, branch.iter_errors(TreeNode::Tree(value))),
            None if is_in_wider_union(union.union, tag) => self.push(located, Fault::MisplacedTag(tag), union.union),
            None => self.push(located, Fault::UnknownTag(tag), union.union),
        }
    }

    fn push(&mut self, located: Located<'a>, fault: Fault<'a>, schema: Schema) {
        let Located { value, holder, is_item } = located;
        let new = self.faults.len() as u32;
        let number = *self.faults.entry(format!("{fault:?}")).or_insert(new);
        if !self.seen.insert((value.id(), number)) {
            return;
        }
        if let Some(array) = holder.filter(|_| is_item) {
            let (count, last) = self.items.entry((array.id(), number)).or_default();
            *count += 1;
            if *count > self.limit {
                self.found[*last].more += 1;
                return;
            }
            *last = self.found.len();
        }
        self.found.push(Violation::new(value, holder, is_item, fault, schema));
    }

    /// The value at a JSON pointer, starting at the value that was validated.
    fn locate(&mut self, start: Located<'a>, pointer: &str) -> Option<Located<'a>> {
        let mut located = start;
        for segment in pointer.split('/').skip(1) {
            located = if located.value.is_array() {
                let value = self.item(located.value, segment.parse().ok()?)?;
                Located { value, holder: located.holder, is_item: true }
            } else {
                let (key, value) = self.member(located.value, &unescape_segment(segment))?;
                Located { value, holder: Some(key), is_item: false }
            };
        }
        Some(located)
    }

    fn item(&mut self, array: Node<'a>, index: usize) -> Option<Node<'a>> {
        let (next, items) = self.cursors.entry(array.id()).or_insert_with(|| (0, array.items()));
        if index < *next {
            (*next, *items) = (0, array.items());
        }
        let item = items.clone().nth(index - *next)?;
        // The cursor stays at the item, which is looked up again for each of its errors.
        for _ in *next..index {
            items.next();
        }
        *next = index;
        Some(item)
    }

    /// A member of an object. Those of a large one are read once, not for each of its errors.
    fn member(&mut self, object: Node<'a>, name: &str) -> Option<(Node<'a>, Node<'a>)> {
        const FEW: usize = 64;
        if object.len() <= FEW {
            return object.member(name);
        }
        let members = self.members.entry(object.id()).or_insert_with(|| {
            let name = |key: Node<'a>| key.as_str().unwrap_or_default().into_owned();
            object.members().map(|(key, value)| (name(key), (key, value))).collect()
        });
        members.get(name).copied()
    }

    fn key(&mut self, object: Node<'a>, name: &str) -> Option<Node<'a>> {
        self.member(object, name).map(|(key, _)| key)
    }

    fn faults(&mut self, kind: &ErrorKind, value: Node<'a>, schema: Schema) -> Vec<Fault<'a>> {
        let fault = match kind {
            ErrorKind::AdditionalProperties { unexpected } => {
                return unexpected.iter().filter_map(|name| self.key(value, name)).map(Fault::Unknown).collect();
            }
            ErrorKind::PropertyNames { error } => {
                let key = error.instance().as_str().and_then(|name| self.key(value, name));
                let (Some(key), ErrorKind::Pattern { pattern }) = (key, error.kind()) else { return Vec::new() };
                Fault::KeyPattern(key, printed(pattern, schema))
            }
            ErrorKind::Not { .. } if schema.doubtful() == Some(Doubtful::Member) => {
                Fault::Misplaced(BelongsIn::OtherEndpoint)
            }
            ErrorKind::Not { .. } if value.is_null() => Fault::UntypedNull,
            ErrorKind::Pattern { pattern } => Fault::Pattern(printed(pattern, schema)),
            other => fault_of(other),
        };
        vec![fault]
    }
}

/// Whether `value` is the value of the member with this key, which it then directly follows.
fn is_value_of(value: Node<'_>, key: Node<'_>) -> bool {
    value.id().number() == key.id().number() + 1
}

fn is_in_wider_union(union: Schema, tag: Node<'_>) -> bool {
    let wider = walk::widest_union(union);
    wider != union && tag.as_str().is_some_and(|tag| walk::has_tag(wider, &tag))
}

/// The schema with the violated keyword, in the document as it is shipped.
fn failed_schema(error: &ValidationError<'_>) -> Option<Schema> {
    let location = error.absolute_keyword_location()?.as_str();
    let schema = match error.kind() {
        // It is the schema of the key that fails; the object has `propertyNames`.
        ErrorKind::PropertyNames { .. } => location.rsplit_once("/propertyNames")?.0,
        _ => location.rsplit_once('/')?.0,
    };
    documents::find(&schema.replace("%24", "$"))
}

/// A pattern as the API prints it.
fn printed(pattern: &str, schema: Schema) -> String {
    schema.printed_pattern().unwrap_or(pattern).to_owned()
}
