//! From the validator's errors to faults that can be spoken of.

use std::collections::HashSet;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as ErrorKind};
use serde_json::Value;

use crate::json::{Node, NodeId};

use super::document_by_id;
use super::route::{branches_of, deref};

/// One place where a body departs from its schema.
#[derive(Debug, Clone)]
pub struct Violation<'a> {
    /// The value that is wrong, or that lacks or has the member in question.
    pub at: Node<'a>,
    /// What is wrong with it.
    pub fault: Fault,
    /// The schema object that holds the keyword; its `x-` keywords carry evidence and answers.
    pub owner: &'static Value,
    /// The row of `schemas/errors.json` with the API's answer, where the schema names one.
    pub answer: Option<&'static str>,
}

/// How a value departs.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// A required member is missing.
    Missing(String),
    /// A member that the schema does not know.
    Unknown(String),
    /// The value has none of these types.
    Type(Vec<String>),
    /// The value is none of these.
    NotAllowed(Vec<Value>),
    /// `type` is none of the tags of the union.
    UnknownTag(Vec<String>),
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
    /// Fewer items than this.
    TooFew(u64),
    /// More items than this.
    TooMany(u64),
    /// Something else; the keyword.
    Other(String),
}

/// Turns errors into violations, unions resolved by their tag.
pub(super) fn collect<'a, 'e>(root: Node<'a>, errors: impl Iterator<Item = ValidationError<'e>>) -> Vec<Violation<'a>> {
    let mut collector = Collector { root, found: Vec::new(), seen: HashSet::new() };
    for error in errors {
        collector.add(&error);
    }
    collector.drop_cascades();
    collector.found
}

struct Collector<'a> {
    root: Node<'a>,
    found: Vec<Violation<'a>>,
    /// A place is told once for each keyword, though several branches may have it.
    seen: HashSet<(NodeId, String)>,
}

impl<'a> Collector<'a> {
    fn add(&mut self, error: &ValidationError<'_>) {
        let Some(at) = resolve(self.root, error) else { return };
        match error.kind() {
            ErrorKind::OneOfNotValid { context } | ErrorKind::AnyOf { context } => self.add_union(at, error, context),
            kind => {
                let (owner, _) = owner_of(error);
                for fault in faults(kind, at, owner) {
                    self.push(at, fault, owner);
                }
            }
        }
    }

    /// A union: the branch whose tag the value has, or what is wrong with the tag.
    fn add_union(&mut self, at: Node<'a>, error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>]) {
        let (owner, keyword) = owner_of(error);
        let branches = branches_of(owner, keyword);
        if !at.is_object() {
            return self.push(at, Fault::Type(vec!["object".into()]), owner);
        }
        let Some(tag) = at.get("type") else {
            return self.push(at, Fault::Missing("type".into()), owner);
        };
        if !tag.is_string() {
            return self.push(tag, Fault::Type(vec!["string".into()]), owner);
        }
        let chosen = branches.iter().position(|branch| branch.tags().any(|known| tag.is_str(known)));
        match chosen.and_then(|index| context.get(index)) {
            Some(errors) => errors.iter().for_each(|error| self.add(error)),
            None => {
                let tags = branches.iter().flat_map(|branch| branch.tags()).map(str::to_owned).collect();
                self.push(tag, Fault::UnknownTag(tags), owner);
            }
        }
    }

    /// An object of the wrong `type` is judged by the members of another: only its type is told.
    fn drop_cascades(&mut self) {
        let wrong_tags: Vec<NodeId> = self
            .found
            .iter()
            .filter(|violation| matches!(violation.fault, Fault::NotAllowed(_) | Fault::UnknownTag(_)))
            .map(|violation| violation.at.id())
            .collect();
        self.found.retain(|violation| {
            let tag = violation.at.get("type").map(|tag| tag.id());
            !tag.is_some_and(|tag| wrong_tags.contains(&tag))
        });
    }

    fn push(&mut self, at: Node<'a>, fault: Fault, owner: &'static Value) {
        let key = format!("{fault:?}");
        if self.seen.insert((at.id(), key)) {
            let answer = answer_row(owner, &fault);
            self.found.push(Violation { at, fault, owner, answer });
        }
    }
}

/// The node below `root` that an error is about.
pub(super) fn resolve<'a>(root: Node<'a>, error: &ValidationError<'_>) -> Option<Node<'a>> {
    let path = error.instance_path().as_str();
    path.split('/').skip(1).try_fold(root, |node, segment| match node.is_array() {
        true => node.item(segment.parse().ok()?),
        false => node.get(&segment.replace("~1", "/").replace("~0", "~")),
    })
}

/// The schema object that holds the failing keyword, and the keyword.
fn owner_of<'e>(error: &'e ValidationError<'_>) -> (&'static Value, &'e str) {
    static NONE: Value = Value::Null;
    let path = error.schema_path().as_str();
    let (document, pointer) = match error.absolute_keyword_location() {
        Some(uri) => {
            let (id, fragment) = uri.as_str().split_once('#').unwrap_or((uri.as_str(), ""));
            (document_by_id(id), fragment.to_owned())
        }
        None => (Some(super::Shape::Request.document()), path.to_owned()),
    };
    let keyword = path.rsplit('/').next().unwrap_or_default();
    let parent = pointer.rfind('/').map_or("", |at| &pointer[..at]);
    let parent = parent.replace("%24", "$");
    (document.and_then(|document| document.pointer(&parent)).unwrap_or(&NONE), keyword)
}

pub(super) fn faults(kind: &ErrorKind, at: Node<'_>, owner: &Value) -> Vec<Fault> {
    let fault = match kind {
        ErrorKind::Required { property } => Fault::Missing(property.as_str().unwrap_or_default().to_owned()),
        ErrorKind::AdditionalProperties { unexpected } | ErrorKind::UnevaluatedProperties { unexpected } => {
            return unexpected.iter().cloned().map(Fault::Unknown).collect();
        }
        ErrorKind::Type { kind } => Fault::Type(types(kind)),
        ErrorKind::Enum { options } => Fault::NotAllowed(options.as_array().cloned().unwrap_or_default()),
        ErrorKind::Constant { expected_value } => Fault::NotAllowed(vec![(**expected_value).clone()]),
        ErrorKind::Minimum { limit } | ErrorKind::ExclusiveMinimum { limit } => Fault::TooSmall(limit.clone()),
        ErrorKind::Maximum { limit } | ErrorKind::ExclusiveMaximum { limit } => Fault::TooLarge(limit.clone()),
        ErrorKind::MinLength { limit } => Fault::TooShort(*limit),
        ErrorKind::MaxLength { limit } => Fault::TooLong(*limit),
        ErrorKind::MinItems { limit } => Fault::TooFew(*limit),
        ErrorKind::MaxItems { limit } => Fault::TooMany(*limit),
        ErrorKind::Pattern { pattern } => {
            // Too long or empty is told by its own keyword.
            if is_length_fault(at, owner) {
                return Vec::new();
            }
            Fault::Pattern(owner.get("x-pattern").and_then(Value::as_str).unwrap_or(pattern).to_owned())
        }
        other => Fault::Other(other.keyword().to_owned()),
    };
    vec![fault]
}

fn is_length_fault(at: Node<'_>, owner: &Value) -> bool {
    let limit = |name: &str| owner.get(name).and_then(Value::as_u64);
    let length = at.as_str().map_or(0, |text| text.chars().count() as u64);
    limit("minLength").is_some_and(|minimum| length < minimum)
}

fn types(kind: &TypeKind) -> Vec<String> {
    match kind {
        TypeKind::Single(one) => vec![one.to_string()],
        TypeKind::Multiple(set) => set.iter().map(|one| one.to_string()).collect(),
    }
}

/// `x-error` maps keywords to rows. A missing member is looked up at its own schema first.
fn answer_row(owner: &'static Value, fault: &Fault) -> Option<&'static str> {
    let row = |schema: &'static Value, keyword: &str| schema.get("x-error")?.get(keyword)?.as_str();
    let keywords: &[&str] = match fault {
        Fault::Missing(name) => {
            let member = owner.get("properties").and_then(|properties| properties.get(name));
            let own = member.and_then(|member| row(member, "required").or_else(|| row(deref(member), "required")));
            return own.or_else(|| row(owner, "required"));
        }
        Fault::Unknown(_) => &["additionalProperties"],
        Fault::Type(_) => &["type"],
        Fault::NotAllowed(_) => &["enum", "const"],
        Fault::UnknownTag(_) => &["oneOf"],
        Fault::TooSmall(_) => &["minimum", "exclusiveMinimum"],
        Fault::TooLarge(_) => &["maximum", "exclusiveMaximum"],
        Fault::TooShort(_) => &["minLength"],
        Fault::TooLong(_) => &["maxLength"],
        Fault::Pattern(_) => &["pattern"],
        Fault::TooFew(_) => &["minItems"],
        Fault::TooMany(_) => &["maxItems"],
        Fault::Other(_) => &[],
    };
    keywords.iter().find_map(|keyword| row(owner, keyword))
}
