//! From the validator's errors to faults that can be spoken of.

use std::collections::{HashMap, HashSet};

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as ErrorKind};
use serde_json::Value;

use crate::json::{Items, Node, NodeId};

use super::route::{self, Met, deref};
use super::tree::TreeNode;
use super::{Shape, document_by_id, form};

/// One place where a body departs from its schema.
#[derive(Debug, Clone)]
pub struct Violation<'a> {
    /// The value that is wrong, or that lacks or has the member in question; for an unknown tag the object.
    pub at: Node<'a>,
    /// The key of the member that the value is, or for an item of an array the key of the array; `None` for the body.
    pub holder: Option<Node<'a>>,
    /// Whether the value is an item of an array.
    pub is_item: bool,
    /// What is wrong with it.
    pub fault: Fault<'a>,
    /// The schema object that holds the keyword; its `x-` keywords carry evidence and answers.
    pub owner: &'static Value,
    /// The row of `schemas/errors.json` with the API's answer, where the schema names one.
    pub answer: Option<&'static str>,
    /// Nobody has seen the API refuse it: worth a warning and no more.
    pub doubtful: bool,
}

/// How a value departs.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault<'a> {
    /// A required member is missing.
    Missing(String),
    /// A member that the schema does not know; its key.
    Unknown(Node<'a>),
    /// The value has none of these types.
    Type(Vec<&'static str>),
    /// The value is none of these.
    NotAllowed(Vec<Value>),
    /// `type`, this value, is none of the tags of the union.
    UnknownTag(Node<'a>),
    /// `type` of a union is no text. What the API says of it has not been seen.
    UnreadableTag,
    /// A number below this.
    TooSmall(Value),
    /// A number above this.
    TooLarge(Value),
    /// Fewer characters than this.
    TooShort(u64),
    /// More characters than this.
    TooLong(u64),
    /// The text does not match this pattern, as the API prints it.
    Pattern(String),
    /// A key of the object does not match this pattern.
    KeyPattern(Node<'a>, String),
    /// Fewer items than this.
    TooFew(u64),
    /// More items than this.
    TooMany(u64),
    /// Fewer members than this.
    TooFewMembers(u64),
    /// `null`, where the official clients have no null.
    UntypedNull,
    /// A member that this body is not known to take, whatever its value.
    Misplaced,
    /// Something else; the keyword.
    Other(String),
}

/// Says what is wrong with a body that does not fit.
pub(super) fn explain(body: Node<'_>, shape: Shape) -> Vec<Violation<'_>> {
    let mut collector = Collector::default();
    let errors = shape.outside_unions().iter_errors(TreeNode::Tree(body));
    collector.add_all(Start { root: body, holder: None, is_item: false }, errors);
    route::unions(body, shape, &mut |holder, union| collector.add_union(holder, &union));
    collector.drop_cascades();
    collector.drop_members_of_system_messages(body);
    collector.found
}

/// The value that a validator was given, and how it stands in the body.
#[derive(Clone, Copy)]
struct Start<'a> {
    root: Node<'a>,
    holder: Option<Node<'a>>,
    is_item: bool,
}

/// A value of the body, found by its path.
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
    fn add_all<'e>(&mut self, start: Start<'a>, errors: impl Iterator<Item = ValidationError<'e>>) {
        for error in errors {
            let Some(place) = self.place(start, error.instance_path().as_str()) else { continue };
            let owner = owner_of(&error);
            for fault in self.faults(error.kind(), place.at, owner) {
                self.push(place, fault, owner);
            }
        }
    }

    /// A union: what the branch says that its tag chooses, or what is wrong with the tag.
    fn add_union(&mut self, holder: Option<Node<'a>>, union: &Met<'a>) {
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
        match union.chosen.and_then(form::branch) {
            Some(branch) if branch.is_valid(TreeNode::Tree(at)) => {}
            Some(branch) => {
                let start = Start { root: at, holder, is_item };
                self.add_all(start, branch.iter_errors(TreeNode::Tree(at)));
            }
            None => self.push(place, Fault::UnknownTag(tag), union.owner),
        }
    }

    /// What says the same again, or follows from a fault already told: members of an object of the wrong `type`, which
    /// are judged by those of another, the size of a fraction in place of an integer, that there are too few members
    /// where it is told what is missing, and what lies in a member that does not belong here at all.
    fn drop_cascades(&mut self) {
        let is_tag = |violation: &&Violation<'_>| violation.holder.is_some_and(|key| key.is_str("type"));
        let is_wrong = |violation: &&Violation<'_>| {
            matches!(violation.fault, Fault::NotAllowed(_) | Fault::Type(_) | Fault::UnreadableTag)
        };
        let wrong_tags: HashSet<NodeId> =
            self.found.iter().filter(is_tag).filter(is_wrong).map(|violation| violation.at.id()).collect();
        let is_type = |violation: &&Violation<'_>| matches!(violation.fault, Fault::Type(_));
        let wrong_types: HashSet<NodeId> =
            self.found.iter().filter(is_type).map(|violation| violation.at.id()).collect();
        let is_misplaced = |violation: &&Violation<'_>| violation.fault == Fault::Misplaced;
        let misplaced: Vec<Node<'a>> = self.found.iter().filter(is_misplaced).map(|violation| violation.at).collect();
        let lacks_one = |violation: &&Violation<'_>| matches!(violation.fault, Fault::Missing(_));
        let lacking: HashSet<NodeId> = self.found.iter().filter(lacks_one).map(|violation| violation.at.id()).collect();
        // An object is asked for its tag once, however many faults it has.
        let mut judged: HashMap<NodeId, bool> = HashMap::new();
        self.found.retain(|violation| {
            let at = violation.at;
            let has_wrong_tag = !wrong_tags.is_empty()
                && *judged
                    .entry(at.id())
                    .or_insert_with(|| at.get("type").is_some_and(|tag| wrong_tags.contains(&tag.id())));
            let is_size = matches!(violation.fault, Fault::TooSmall(_) | Fault::TooLarge(_));
            let is_sized = is_size && wrong_types.contains(&at.id());
            let is_counted = matches!(violation.fault, Fault::TooFewMembers(_)) && lacking.contains(&at.id());
            let is_inside = || misplaced.iter().any(|outer| outer.contains(at.id()));
            !has_wrong_tag && !is_sized && !is_counted && (violation.fault == Fault::Misplaced || !is_inside())
        });
    }

    /// Where no role can be read, what only a message of role `system` may have is not told: it may be one.
    fn drop_members_of_system_messages(&mut self, body: Node<'a>) {
        let messages = body.get("messages").into_iter().flat_map(|messages| messages.items());
        let is_role = |violation: &&Violation<'_>| violation.holder.is_some_and(|key| key.is_str("role"));
        let wrong: HashSet<NodeId> = self.found.iter().filter(is_role).map(|violation| violation.at.id()).collect();
        let is_readable = |message: &Node<'a>| message.get("role").is_some_and(|role| !wrong.contains(&role.id()));
        let unreadable: Vec<Node<'a>> = messages.filter(|message| !is_readable(message)).collect();
        self.found.retain(|violation| {
            let next = unreadable.partition_point(|message| message.id() <= violation.at.id());
            let last = next.checked_sub(1).map(|last| unreadable[last]);
            last.is_none_or(|message| !message.contains(violation.at.id()) || !is_of_system_message(&violation.fault))
        });
    }

    fn push(&mut self, place: Place<'a>, fault: Fault<'a>, owner: &'static Value) {
        if !self.seen.insert((place.at.id(), format!("{fault:?}"))) {
            return;
        }
        let Place { at, holder, is_item } = place;
        let answer = answer_row(owner, &fault);
        let doubtful = is_doubtful(owner, &fault);
        self.found.push(Violation { at, holder, is_item, fault, owner, answer, doubtful });
    }

    /// The value at a JSON pointer.
    fn place(&mut self, start: Start<'a>, pointer: &str) -> Option<Place<'a>> {
        let mut place = Place { at: start.root, holder: start.holder, is_item: start.is_item };
        for segment in pointer.split('/').skip(1) {
            place = if place.at.is_array() {
                Place { at: self.item(place.at, segment.parse().ok()?)?, holder: place.holder, is_item: true }
            } else {
                let (key, value) = place.at.member(&segment.replace("~1", "/").replace("~0", "~"))?;
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

/// The fault that a keyword tells by itself, wherever it stands.
pub(super) fn plain_fault(kind: &ErrorKind) -> Fault<'static> {
    match kind {
        ErrorKind::Type { kind } => Fault::Type(types(kind)),
        ErrorKind::Enum { options } => Fault::NotAllowed(options.as_array().cloned().unwrap_or_default()),
        ErrorKind::Constant { expected_value } => Fault::NotAllowed(vec![(**expected_value).clone()]),
        ErrorKind::Minimum { limit } | ErrorKind::ExclusiveMinimum { limit } => Fault::TooSmall(limit.clone()),
        ErrorKind::Maximum { limit } | ErrorKind::ExclusiveMaximum { limit } => Fault::TooLarge(limit.clone()),
        ErrorKind::MinLength { limit } => Fault::TooShort(*limit),
        ErrorKind::MaxLength { limit } => Fault::TooLong(*limit),
        ErrorKind::MinItems { limit } => Fault::TooFew(*limit),
        ErrorKind::MaxItems { limit } => Fault::TooMany(*limit),
        ErrorKind::MinProperties { limit } => Fault::TooFewMembers(*limit),
        ErrorKind::Required { property } => Fault::Missing(property.as_str().unwrap_or_default().to_owned()),
        ErrorKind::Pattern { pattern } => Fault::Pattern(pattern.clone()),
        other => Fault::Other(other.keyword().to_owned()),
    }
}

/// Whether a message of role `system` may have this member or block.
fn is_of_system_message(fault: &Fault<'_>) -> bool {
    let message = Shape::Request.document().pointer("/$defs/SystemMessage/properties");
    match fault {
        Fault::Unknown(key) => key.as_str().is_some_and(|key| message.is_some_and(|known| known.get(&*key).is_some())),
        Fault::UnknownTag(tag) => {
            let blocks = message.and_then(|message| message.pointer("/content/items"));
            blocks.is_some_and(|blocks| route::branches(blocks).any(|(known, _)| tag.is_str(known)))
        }
        _ => false,
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

fn types(kind: &TypeKind) -> Vec<&'static str> {
    match kind {
        TypeKind::Single(one) => vec![one.as_str()],
        TypeKind::Multiple(set) => set.iter().map(|one| one.as_str()).collect(),
    }
}

/// `x-error` maps keywords to rows. A missing member is looked up at its own schema first.
fn answer_row(owner: &'static Value, fault: &Fault<'_>) -> Option<&'static str> {
    let row = |schema: &'static Value, keyword: &str| schema.get("x-error")?.get(keyword)?.as_str();
    if let Fault::Missing(name) = fault {
        let member = owner.get("properties").and_then(|properties| properties.get(name));
        let own = member.and_then(|member| row(member, "required").or_else(|| row(deref(member), "required")));
        return own.or_else(|| row(owner, "required"));
    }
    keywords(fault).iter().find_map(|keyword| row(owner, keyword))
}

/// Whether the keyword at fault is one of the schema's doubts, or the schema itself is no more than what a client
/// types.
fn is_doubtful(owner: &Value, fault: &Fault<'_>) -> bool {
    let is_typed_only = owner.get("x-source").and_then(Value::as_str).is_some_and(|source| source.starts_with("SDK"));
    let is_doubt = |doubts: &Value| keywords(fault).iter().any(|keyword| doubts.get(keyword).is_some());
    is_typed_only || *fault == Fault::Misplaced || owner.get("x-doubtful").is_some_and(is_doubt)
}

/// The keywords that bring a fault about.
fn keywords(fault: &Fault<'_>) -> &'static [&'static str] {
    match fault {
        Fault::Missing(_) => &["required"],
        Fault::Unknown(_) => &["additionalProperties"],
        Fault::Type(_) => &["type"],
        Fault::NotAllowed(_) => &["enum", "const"],
        Fault::UnknownTag(_) => &["oneOf"],
        Fault::TooSmall(_) => &["minimum", "exclusiveMinimum"],
        Fault::TooLarge(_) => &["maximum", "exclusiveMaximum"],
        Fault::TooShort(_) => &["minLength"],
        Fault::TooLong(_) => &["maxLength"],
        Fault::Pattern(_) => &["pattern"],
        Fault::KeyPattern(..) => &["propertyNames"],
        Fault::TooFew(_) => &["minItems"],
        Fault::TooMany(_) => &["maxItems"],
        Fault::TooFewMembers(_) => &["minProperties"],
        Fault::UntypedNull | Fault::Misplaced => &["not"],
        Fault::UnreadableTag | Fault::Other(_) => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A keyword that no fault stands for would make a body neither clean nor faulty.
    #[test]
    fn every_keyword_that_may_fail_has_a_fault() {
        const APPLICATORS: [&str; 13] = [
            "$ref",
            "$defs",
            "$schema",
            "$id",
            "$comment",
            "title",
            "examples",
            "properties",
            "items",
            "if",
            "then",
            "else",
            "propertyNames",
        ];
        let told = [
            "required",
            "additionalProperties",
            "type",
            "enum",
            "const",
            "oneOf",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "pattern",
            "minItems",
            "maxItems",
            "minProperties",
            "not",
        ];
        let mut strange = Vec::new();
        let mut open: Vec<(&Value, bool)> = Shape::ALL.iter().map(|shape| (shape.document(), true)).collect();
        while let Some((value, is_schema)) = open.pop() {
            for (key, member) in value.as_object().into_iter().flatten() {
                if is_schema && !key.starts_with("x-") && !APPLICATORS.contains(&&**key) && !told.contains(&&**key) {
                    strange.push(key.clone());
                }
                let names = is_schema && matches!(&**key, "properties" | "$defs");
                let is_data = is_schema && (matches!(&**key, "const" | "enum" | "examples") || key.starts_with("x-"));
                if !is_data {
                    open.push((member, !names));
                }
            }
            open.extend(value.as_array().into_iter().flatten().map(|item| (item, true)));
        }
        assert_eq!(strange, Vec::<String>::new());
    }
}
