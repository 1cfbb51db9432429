//! A violation: where a body departs from its schema, and how.

use crate::shown::Shown;
use jsonschema::error::{TypeKind, ValidationErrorKind as ErrorKind};
use serde_json::{Number, Value};

use crate::json::Node;

use super::annotations::{Schema, ValueKind};
use super::index::Index;

/// One place where a body departs from its schema.
#[derive(Debug, Clone)]
pub struct Violation<'a> {
    /// The value that is wrong, or the object that has the wrong member or does not have a required one. For an unknown tag,
    /// the object with the tag.
    pub value: Node<'a>,
    /// The key of the member that the value is, or for an item of an array the key of the array. `None` for the body.
    pub holder: Option<Node<'a>>,
    /// Whether the value is an item of an array.
    pub is_item: bool,
    /// What is wrong with it.
    pub fault: Fault<'a>,
    /// The schema with the violated keyword.
    pub schema: Schema,
    /// The row of `schemas/errors.json` with the API's response, if the schema names one.
    pub response_row: Option<&'static str>,
    /// Whether the API has not been seen to reject this, so that it deserves a warning at most.
    pub is_doubtful: bool,
    /// For an unknown member, the required members that it was probably meant to be, or that are inside it: their
    /// violations.
    pub meant_for: Vec<Violation<'a>>,
    /// For a missing member, the key of the unknown member that was probably meant to be it.
    pub found_at: Option<Node<'a>>,
    /// For a missing member of an empty object, the other required members.
    pub also_missing: Vec<String>,
    /// For an invalid ID of a call, the ID in its result, which must be changed with it.
    pub repeated_at: Option<Node<'a>>,
    /// How many more items of the array have the same fault and are not listed.
    pub more: usize,
}

impl<'a> Violation<'a> {
    pub(crate) fn new(
        value: Node<'a>,
        holder: Option<Node<'a>>,
        is_item: bool,
        fault: Fault<'a>,
        schema: Schema,
    ) -> Self {
        let (response_row, is_doubtful) = (response_row(schema, &fault), is_doubtful(schema, &fault));
        Violation {
            value,
            holder,
            is_item,
            fault,
            schema,
            response_row,
            is_doubtful,
            meant_for: Vec::new(),
            found_at: None,
            also_missing: Vec::new(),
            repeated_at: None,
            more: 0,
        }
    }

    /// What the value is, where rules distinguish it.
    pub fn kind(&self) -> Option<ValueKind> {
        if self.holder.is_none() { Some(ValueKind::Body) } else { self.schema.kind() }
    }

    /// The key or the tag that is wrong, or else the value.
    pub fn part(&self) -> Node<'a> {
        match self.fault {
            Fault::Unknown(key) | Fault::KeyPattern(key, _) => key,
            Fault::UnknownTag(tag) | Fault::MisplacedTag(tag) => tag,
            _ => self.value,
        }
    }

    /// The violated limit of a length or number; 0 for other faults.
    pub fn limit(&self) -> u64 {
        match self.fault {
            Fault::TooShort(limit) | Fault::TooLong(limit) | Fault::TooFew(limit) => limit,
            Fault::TooMany(limit) | Fault::TooFewMembers(limit) => limit,
            _ => 0,
        }
    }

    /// The violated pattern; empty for other faults.
    pub fn pattern(&self) -> &str {
        match &self.fault {
            Fault::Pattern(pattern) | Fault::KeyPattern(_, pattern) => pattern,
            _ => "",
        }
    }

    /// The allowed values; empty for other faults.
    pub fn allowed(&self) -> &[Value] {
        match &self.fault {
            Fault::NotAllowed(values) => values,
            _ => &[],
        }
    }

    /// Whether the member at fault has this name: the one that is missing or unknown, else the one that the value is.
    pub fn is_of_member(&self, name: &str) -> bool {
        match &self.fault {
            Fault::Missing(missing) => missing == name,
            Fault::Unknown(key) => key.is_str(name),
            _ => self.holder.is_some_and(|key| key.is_str(name)),
        }
    }
}

/// How a value departs from its schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault<'a> {
    /// A required member is missing.
    Missing(String),
    /// The `type` of a tool is missing. The tool has the members of an Anthropic tool with the type `tag`, and was read as
    /// a custom tool, which does not have the required member `instead`.
    MissingToolType {
        /// The type that the tool should have.
        tag: String,
        /// The member that the API asks for.
        instead: String,
    },
    /// The schema does not have the member with this key.
    Unknown(Node<'a>),
    /// The value has none of these types.
    Type(Vec<&'static str>),
    /// The value is none of these.
    NotAllowed(Vec<Value>),
    /// The `type` of the object, this value, is none of the tags of its union.
    UnknownTag(Node<'a>),
    /// The `type` of the object, this value, is a tag of a wider union and not allowed here.
    MisplacedTag(Node<'a>),
    /// The value is the `type` of an object of a union, and not a string. The API's response has not been seen.
    UnreadableTag,
    /// The number is less than this.
    TooSmall(Number),
    /// The number is greater than this.
    TooLarge(Number),
    /// The string has fewer characters than this.
    TooShort(u64),
    /// The string has more characters than this.
    TooLong(u64),
    /// The string does not match this pattern, as the API prints it.
    Pattern(String),
    /// A key of the object does not match this pattern.
    KeyPattern(Node<'a>, String),
    /// The array has fewer items than this.
    TooFew(u64),
    /// The array has more items than this.
    TooMany(u64),
    /// The object has fewer members than this.
    TooFewMembers(u64),
    /// The value is null, and the official clients do not type it as nullable.
    UntypedNull,
    /// The member does not belong in this body, whatever its value.
    Misplaced(BelongsIn),
    /// The body is a response of the API.
    Response(ResponseKind),
    /// The body is for another API.
    OtherApi {
        /// What it is, with an article.
        what: Shown,
        /// The marks of that API in the body, the clearest first.
        marks: Vec<Shown>,
    },
    /// A keyword that no rule reports. A test ensures that the shipped schemas have none.
    Other(String),
}

/// Where a misplaced member belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BelongsIn {
    /// In the body for another endpoint; the schema says so.
    OtherEndpoint,
    /// In the body for another platform.
    OtherPlatform,
    /// In the URL.
    Url,
}

/// A kind of API response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    /// A message.
    Message,
    /// An error.
    Error,
    /// A line of the results of a Message Batch.
    BatchResult,
}

/// A fault without its details, by which rules declare the violations that they report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// [`Fault::Missing`] and [`Fault::MissingToolType`]
    Missing,
    /// [`Fault::Unknown`]
    Unknown,
    /// [`Fault::Type`] and [`Fault::UnreadableTag`]
    Type,
    /// [`Fault::NotAllowed`]
    NotAllowed,
    /// [`Fault::UnknownTag`]
    UnknownTag,
    /// [`Fault::MisplacedTag`]
    MisplacedTag,
    /// [`Fault::TooSmall`]
    TooSmall,
    /// [`Fault::TooLarge`]
    TooLarge,
    /// [`Fault::TooShort`]
    TooShort,
    /// [`Fault::TooLong`]
    TooLong,
    /// [`Fault::Pattern`]
    Pattern,
    /// [`Fault::KeyPattern`]
    KeyPattern,
    /// [`Fault::TooFew`]
    TooFew,
    /// [`Fault::TooMany`]
    TooMany,
    /// [`Fault::TooFewMembers`]
    TooFewMembers,
    /// [`Fault::UntypedNull`]
    UntypedNull,
    /// [`Fault::Misplaced`]
    Misplaced,
    /// [`Fault::Response`]
    Response,
    /// [`Fault::OtherApi`]
    OtherApi,
    /// [`Fault::Other`]
    Other,
}

impl FaultKind {
    /// The keywords of JSON Schema whose violation is this fault.
    pub fn keywords(self) -> &'static [&'static str] {
        match self {
            FaultKind::Missing => &["required"],
            FaultKind::Unknown => &["additionalProperties"],
            FaultKind::Type => &["type"],
            FaultKind::NotAllowed => &["enum", "const"],
            FaultKind::UnknownTag | FaultKind::MisplacedTag => &["oneOf"],
            FaultKind::TooSmall => &["minimum"],
            FaultKind::TooLarge => &["maximum"],
            FaultKind::TooShort => &["minLength"],
            FaultKind::TooLong => &["maxLength"],
            FaultKind::Pattern => &["pattern"],
            FaultKind::KeyPattern => &["propertyNames"],
            FaultKind::TooFew => &["minItems"],
            FaultKind::TooMany => &["maxItems"],
            FaultKind::TooFewMembers => &["minProperties"],
            FaultKind::UntypedNull | FaultKind::Misplaced => &["not"],
            FaultKind::Response | FaultKind::OtherApi | FaultKind::Other => &[],
        }
    }
}

impl Fault<'_> {
    /// The fault without its details.
    pub fn kind(&self) -> FaultKind {
        match self {
            Fault::Missing(_) | Fault::MissingToolType { .. } => FaultKind::Missing,
            Fault::Unknown(_) => FaultKind::Unknown,
            Fault::Type(_) | Fault::UnreadableTag => FaultKind::Type,
            Fault::NotAllowed(_) => FaultKind::NotAllowed,
            Fault::UnknownTag(_) => FaultKind::UnknownTag,
            Fault::MisplacedTag(_) => FaultKind::MisplacedTag,
            Fault::TooSmall(_) => FaultKind::TooSmall,
            Fault::TooLarge(_) => FaultKind::TooLarge,
            Fault::TooShort(_) => FaultKind::TooShort,
            Fault::TooLong(_) => FaultKind::TooLong,
            Fault::Pattern(_) => FaultKind::Pattern,
            Fault::KeyPattern(..) => FaultKind::KeyPattern,
            Fault::TooFew(_) => FaultKind::TooFew,
            Fault::TooMany(_) => FaultKind::TooMany,
            Fault::TooFewMembers(_) => FaultKind::TooFewMembers,
            Fault::UntypedNull => FaultKind::UntypedNull,
            Fault::Misplaced(_) => FaultKind::Misplaced,
            Fault::Response(_) => FaultKind::Response,
            Fault::OtherApi { .. } => FaultKind::OtherApi,
            Fault::Other(_) => FaultKind::Other,
        }
    }

    /// The keywords whose violation this may be.
    fn keywords(&self) -> &'static [&'static str] {
        match self {
            // The schema is that of the union, whose `type` is about the object.
            Fault::UnreadableTag => &[],
            _ => self.kind().keywords(),
        }
    }
}

/// The fault that a validation error describes without its schema.
pub(super) fn fault_of(kind: &ErrorKind) -> Fault<'static> {
    match kind {
        ErrorKind::Type { kind } => Fault::Type(types(kind)),
        ErrorKind::Enum { options } => Fault::NotAllowed(options.as_array().cloned().unwrap_or_default()),
        ErrorKind::Constant { expected_value } => Fault::NotAllowed(vec![(**expected_value).clone()]),
        ErrorKind::Minimum { limit } | ErrorKind::ExclusiveMinimum { limit } => Fault::TooSmall(number(limit)),
        ErrorKind::Maximum { limit } | ErrorKind::ExclusiveMaximum { limit } => Fault::TooLarge(number(limit)),
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

/// A limit, which is a number in every schema.
fn number(limit: &Value) -> Number {
    limit.as_number().cloned().unwrap_or_else(|| 0.into())
}

fn types(kind: &TypeKind) -> Vec<&'static str> {
    match kind {
        TypeKind::Single(one) => vec![one.as_str()],
        TypeKind::Multiple(set) => set.iter().map(|one| one.as_str()).collect(),
    }
}

/// The row that `x-error` names for the violated keyword. For a missing member, its own schema comes first.
fn response_row(schema: Schema, fault: &Fault<'_>) -> Option<&'static str> {
    if let Fault::Missing(name) = fault
        && let Some(member) = schema.member(name)
    {
        let row = member.response_row("required").or_else(|| Index::get().deref(member).response_row("required"));
        return row.or_else(|| schema.response_row("required"));
    }
    fault.keywords().iter().find_map(|keyword| schema.response_row(keyword))
}

/// Whether the violated keyword is in `x-doubtful`, or nothing but the types of the official clients is known.
fn is_doubtful(schema: Schema, fault: &Fault<'_>) -> bool {
    let is_in_doubt = |keyword: &&str| schema.doubtful_keyword(keyword).is_some();
    let is_untested_member = || schema.response_row("not").is_none();
    schema.is_from_client_types()
        || (*fault == Fault::Misplaced(BelongsIn::OtherEndpoint) && is_untested_member())
        || fault.keywords().iter().any(is_in_doubt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Shape;

    /// A body that violates a keyword without a fault would be neither valid nor reported.
    #[test]
    fn every_keyword_of_the_schemas_has_a_fault() {
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
        let reported = [
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
        let mut unknown = Vec::new();
        let mut open: Vec<(&Value, bool)> = Shape::ALL.iter().map(|shape| (shape.document(), true)).collect();
        while let Some((value, is_schema)) = open.pop() {
            for (key, member) in value.as_object().into_iter().flatten() {
                let is_annotation = key.starts_with("x-");
                let is_known = match is_annotation {
                    true => Schema::ANNOTATIONS.contains(&&**key),
                    false => APPLICATORS.contains(&&**key) || reported.contains(&&**key),
                };
                if is_schema && !is_known {
                    unknown.push(key.clone());
                }
                let names = is_schema && matches!(&**key, "properties" | "$defs");
                let is_data = is_schema && (is_annotation || matches!(&**key, "const" | "enum" | "examples"));
                if !is_data {
                    open.push((member, !names));
                }
            }
            open.extend(value.as_array().into_iter().flatten().map(|item| (item, true)));
        }
        assert_eq!(unknown, Vec::<String>::new());
    }
}
