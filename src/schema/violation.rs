//! Where a body departs from its schema, and how: faults that can be spoken of.

use jsonschema::error::{TypeKind, ValidationErrorKind as ErrorKind};
use serde_json::Value;

use crate::json::Node;

use super::walk::deref;

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

fn types(kind: &TypeKind) -> Vec<&'static str> {
    match kind {
        TypeKind::Single(one) => vec![one.as_str()],
        TypeKind::Multiple(set) => set.iter().map(|one| one.as_str()).collect(),
    }
}

/// `x-error` maps keywords to rows. A missing member is looked up at its own schema first.
pub(super) fn answer_row(owner: &'static Value, fault: &Fault<'_>) -> Option<&'static str> {
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
pub(super) fn is_doubtful(owner: &Value, fault: &Fault<'_>) -> bool {
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
    use crate::schema::Shape;

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
