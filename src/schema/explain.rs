//! From the validator's errors to faults that can be spoken of.

use std::collections::{HashMap, HashSet};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as ErrorKind;
use serde_json::Value;

use crate::json::{Items, Node, NodeId, unescape_segment};

use super::tree::TreeNode;
use super::violation::{Fault, Violation, answer_row, is_doubtful, plain_fault};
use super::walk::{self, UnionUse};
use super::{Shape, cascade, compile, document_by_id};

/// Says what is wrong with a body that does not fit.
pub(super) fn explain(body: Node<'_>, shape: Shape) -> Vec<Violation<'_>> {
    let mut collector = Collector::default();
    let errors = shape.outside_unions().iter_errors(TreeNode::Tree(body));
    collector.add_all(Place { at: body, holder: None, is_item: false }, errors);
    walk::unions(body, shape, &mut |holder, union| collector.add_union(holder, &union));
    let mut found = collector.found;
    cascade::drop_cascades(&mut found);
    cascade::drop_members_of_system_messages(body, &mut found);
    found
}

/// A value of the body, and how it stands there.
#[derive(Clone, Copy)]
struct Place<'a> {
    at: Node<'a>,
    holder: Option<Node<'a>>,
    is_item: bool,
}

#[derive(Default)]
struct Collector<'a> {
    found: Vec<Violation<'a>>,
    /// A place is told once for each keyword, though several schemas may apply to it.
    seen: HashSet<(NodeId, String)>,
    /// How far each array was read: errors come in the order of the items, and counting each time from the first
    /// would be quadratic.
    cursors: HashMap<NodeId, (usize, Items<'a>)>,
    /// The keys of objects that have strange ones.
    keys: HashMap<NodeId, HashMap<String, Node<'a>>>,
}

impl<'a> Collector<'a> {
    fn add_all<'e>(&mut self, start: Place<'a>, errors: impl Iterator<Item = ValidationError<'e>>) {
        for error in errors {
            let Some(place) = self.place(start, error.instance_path().as_str()) else { continue };
            let owner = owner_of(&error);
            for fault in self.faults(error.kind(), place.at, owner) {
                self.push(place, fault, owner);
            }
        }
    }

    /// A union: what the branch says that its tag chooses, or what is wrong with the tag.
    fn add_union(&mut self, holder: Option<Node<'a>>, union: &UnionUse<'a>) {
        let at = union.at;
        let is_item = holder.is_some_and(|key| !is_value_of(at, key));
        let place = Place { at, holder, is_item };
        if !at.is_object() {
            return self.push(place, Fault::Type(vec!["object"]), union.owner);
        }
        let Some(tag) = at.get("type") else {
            return self.push(place, Fault::Missing("type".into()), union.owner);
        };
        if !tag.is_string() {
            let key = at.member("type").map(|(key, _)| key);
            return self.push(Place { at: tag, holder: key, is_item: false }, Fault::UnreadableTag, union.owner);
        }
        match union.chosen.and_then(compile::branch) {
            Some(branch) if branch.is_valid(TreeNode::Tree(at)) => {}
            Some(branch) => {
                self.add_all(place, branch.iter_errors(TreeNode::Tree(at)));
            }
            None => self.push(place, Fault::UnknownTag(tag), union.owner),
        }
    }

    fn push(&mut self, place: Place<'a>, fault: Fault<'a>, owner: &'static Value) {
        if !self.seen.insert((place.at.id(), format!("{fault:?}"))) {
            return;
        }
        let Place { at, holder, is_item } = place;
        let (answer, doubtful) = (answer_row(owner, &fault), is_doubtful(owner, &fault));
        self.found.push(Violation { at, holder, is_item, fault, owner, answer, doubtful });
    }

    /// The value at a JSON pointer from the value on that a validator was given.
    fn place(&mut self, start: Place<'a>, pointer: &str) -> Option<Place<'a>> {
        let mut place = start;
        for segment in pointer.split('/').skip(1) {
            place = if place.at.is_array() {
                Place { at: self.item(place.at, segment.parse().ok()?)?, holder: place.holder, is_item: true }
            } else {
                let (key, value) = place.at.member(&unescape_segment(segment))?;
                Place { at: value, holder: Some(key), is_item: false }
            };
        }
        Some(place)
    }

    fn item(&mut self, array: Node<'a>, index: usize) -> Option<Node<'a>> {
        let (next, items) = self.cursors.entry(array.id()).or_insert_with(|| (0, array.items()));
        if index < *next {
            (*next, *items) = (0, array.items());
        }
        let item = items.clone().nth(index - *next)?;
        // The cursor stays on the item: it is asked for again for each of its faults.
        for _ in *next..index {
            items.next();
        }
        *next = index;
        Some(item)
    }

    fn key(&mut self, object: Node<'a>, name: &str) -> Option<Node<'a>> {
        let keys = self.keys.entry(object.id()).or_insert_with(|| {
            object.members().map(|(key, _)| (key.as_str().unwrap_or_default().into_owned(), key)).collect()
        });
        keys.get(name).copied()
    }

    fn faults(&mut self, kind: &ErrorKind, at: Node<'a>, owner: &'static Value) -> Vec<Fault<'a>> {
        let fault = match kind {
            ErrorKind::Required { property } => Fault::Missing(property.as_str().unwrap_or_default().to_owned()),
            ErrorKind::AdditionalProperties { unexpected } => {
                return unexpected.iter().filter_map(|name| self.key(at, name)).map(Fault::Unknown).collect();
            }
            ErrorKind::PropertyNames { error } => {
                let key = error.instance().as_str().and_then(|name| self.key(at, name));
                let (Some(key), Some(pattern)) = (key, pattern_of(error.kind(), owner)) else { return Vec::new() };
                Fault::KeyPattern(key, pattern)
            }
            ErrorKind::Not { .. } if owner.get("x-doubtful").is_some_and(Value::is_boolean) => Fault::Misplaced,
            ErrorKind::Not { .. } if at.is_null() => Fault::UntypedNull,
            ErrorKind::Pattern { .. } => match pattern_of(kind, owner) {
                Some(pattern) => Fault::Pattern(pattern),
                None => return Vec::new(),
            },
            other => plain_fault(other),
        };
        vec![fault]
    }
}

/// Whether `value` is the value of the member `key`, which it then follows.
fn is_value_of(value: Node<'_>, key: Node<'_>) -> bool {
    value.id().number() == key.id().number() + 1
}

/// The schema object that holds the failing keyword, in the document as it is shipped.
fn owner_of(error: &ValidationError<'_>) -> &'static Value {
    static NONE: Value = Value::Null;
    let location = error.absolute_keyword_location().map_or("", |uri| uri.as_str());
    let (id, pointer) = location.split_once('#').unwrap_or((location, ""));
    let pointer = match error.kind() {
        // The name's own schema fails; the object that has `propertyNames` is told.
        ErrorKind::PropertyNames { .. } => pointer.rsplit_once("/propertyNames").map_or(pointer, |(object, _)| object),
        _ => pointer.rsplit_once('/').map_or("", |(object, _)| object),
    };
    let document = document_by_id(id);
    document.and_then(|document| document.pointer(&pointer.replace("%24", "$"))).unwrap_or(&NONE)
}

/// The pattern of an error as the API prints it. `None` where the length is told by a keyword of its own.
fn pattern_of(kind: &ErrorKind, owner: &Value) -> Option<String> {
    let ErrorKind::Pattern { pattern } = kind else { return None };
    let printed = owner.get("x-pattern").and_then(Value::as_str);
    Some(printed.unwrap_or(pattern).to_owned())
}
