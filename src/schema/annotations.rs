//! Typed access to the schemas: keywords of JSON Schema, and annotations, the keywords that begin with `x-`.
//! `schemas/request.schema.json` explains the annotations.

use std::fmt;

use serde_json::{Map, Value};

/// A schema inside one of the shipped documents.
#[derive(Clone, Copy)]
pub struct Schema(&'static Value);

impl PartialEq for Schema {
    /// Whether it is the same place of a document.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Schema")
    }
}

/// What a value is, as far as rules distinguish it: `x-kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// The whole body.
    Body,
    /// A content block of any type.
    ContentBlock,
    /// A `thinking` or `redacted_thinking` block.
    ThinkingBlock,
    /// An item of `stop_sequences`.
    StopSequence,
    /// A tool definition.
    Tool,
    /// The name of a custom tool.
    ToolName,
}

/// The part of a schema that the API may not enforce: `x-doubtful`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Doubtful {
    /// These keywords.
    Keywords(&'static Map<String, Value>),
    /// Whether the member is accepted at all.
    Member,
}

impl Doubtful {
    pub(super) fn is_member(self) -> bool {
        self == Doubtful::Member
    }
}

/// A path segment that the API inserts: `x-branch`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum InsertedSegment {
    /// This one.
    Always(&'static str),
    /// One that depends on the type of the value, or on the value of a member.
    ByCase(&'static Map<String, Value>),
}

/// A value that batch items must not have: an entry of `x-not-in-batch`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NotInBatch {
    /// The name of the field.
    pub field: &'static str,
    /// The value that is rejected; `None` for any value except null.
    pub value: Option<&'static Value>,
    /// The row of `schemas/errors.json` with the response, if it is known.
    pub response_row: Option<&'static str>,
}

/// The keywords of JSON Schema that code outside of the validator reads.
impl Schema {
    pub(super) const fn new(value: &'static Value) -> Self {
        Schema(value)
    }

    pub(super) const fn value(self) -> &'static Value {
        self.0
    }

    /// Identifies the schema: the documents never move.
    pub(super) fn address(self) -> usize {
        std::ptr::from_ref(self.0) as usize
    }

    fn get(self, keyword: &str) -> Option<&'static Value> {
        self.0.get(keyword)
    }

    /// The string that a keyword has.
    fn text(self, keyword: &str) -> Option<&'static str> {
        self.get(keyword)?.as_str()
    }

    /// The schema that a keyword has.
    pub(super) fn subschema(self, keyword: &str) -> Option<Schema> {
        self.get(keyword).filter(|value| value.is_object()).map(Schema)
    }

    /// The schema at a JSON pointer.
    pub(super) fn at(self, pointer: &str) -> Option<Schema> {
        self.0.pointer(pointer).map(Schema)
    }

    pub(super) fn reference(self) -> Option<&'static str> {
        self.text("$ref")
    }

    pub(super) fn id(self) -> Option<&'static str> {
        self.text("$id")
    }

    pub(super) fn one_of(self) -> Option<&'static [Value]> {
        self.get("oneOf")?.as_array().map(Vec::as_slice)
    }

    /// The schemas in `$defs`, by name.
    pub(super) fn definitions(self) -> impl Iterator<Item = (&'static str, Schema)> {
        let definitions = self.get("$defs").and_then(Value::as_object).into_iter().flatten();
        definitions.map(|(name, schema)| (name.as_str(), Schema(schema)))
    }

    /// The members in `properties`, by name.
    pub fn members(self) -> impl Iterator<Item = (&'static str, Schema)> {
        let members = self.get("properties").and_then(Value::as_object).into_iter().flatten();
        members.map(|(name, schema)| (name.as_str(), Schema(schema)))
    }

    /// The names in `properties`.
    pub fn member_names(self) -> impl Iterator<Item = &'static str> {
        self.members().map(|(name, _)| name)
    }

    /// The schema of a member in `properties`.
    pub fn member(self, name: &str) -> Option<Schema> {
        self.get("properties")?.get(name).map(Schema)
    }

    /// The `type` of the objects that this schema of a union's branch describes, if there is only one.
    pub fn tag(self) -> Option<&'static str> {
        self.member("type")?.text("const")
    }

    /// The values of `type` that choose this branch of a union.
    pub(super) fn tags(self) -> impl Iterator<Item = &'static str> {
        let tag = self.member("type");
        let several = tag.and_then(|tag| tag.get("enum")?.as_array()).into_iter().flatten();
        self.tag().into_iter().chain(several.filter_map(Value::as_str))
    }

    /// The values in `enum`.
    pub fn allowed_values(self) -> impl Iterator<Item = &'static Value> {
        self.get("enum").and_then(Value::as_array).into_iter().flatten()
    }

    /// `const` or `enum`, whichever the schema has.
    pub fn value_keyword(self) -> &'static str {
        if self.get("const").is_some() { "const" } else { "enum" }
    }

    /// The least value, whether the API is known to enforce it or not.
    pub fn minimum(self) -> Option<&'static Value> {
        self.limit("minimum")
    }

    /// The greatest value, whether the API is known to enforce it or not.
    pub fn maximum(self) -> Option<&'static Value> {
        self.limit("maximum")
    }

    fn limit(self, keyword: &str) -> Option<&'static Value> {
        self.get(keyword).or_else(|| self.doubtful_keyword(keyword))
    }

    /// The greatest number of characters.
    pub fn max_length(self) -> Option<u64> {
        self.get("maxLength")?.as_u64()
    }

    /// Whether the items of the array are strings.
    pub fn has_string_items(self) -> bool {
        self.subschema("items").is_some_and(|items| items.text("type") == Some("string"))
    }
}

/// The annotations.
impl Schema {
    /// Every annotation that the shipped documents may have.
    #[cfg(test)]
    pub(super) const ANNOTATIONS: [&'static str; 18] = [
        "x-beta",
        "x-beta-by-model",
        "x-beta-confidence",
        "x-beta-values",
        "x-branch",
        "x-check-order",
        "x-doubtful",
        "x-error",
        "x-kind",
        "x-more-tags",
        "x-not-in-batch",
        "x-pattern",
        "x-removed-in",
        "x-rename",
        "x-seen",
        "x-source",
        "x-where",
        "x-wider-union",
    ];

    fn list(self, keyword: &str) -> impl Iterator<Item = &'static str> + use<> {
        strings(self.get(keyword))
    }

    /// The betas of which the value needs one.
    pub fn betas(self) -> Vec<&'static str> {
        self.list("x-beta").collect()
    }

    /// The betas of which this value needs one, where the other values need none.
    pub fn betas_of_value(self, value: &str) -> Vec<&'static str> {
        strings(self.get("x-beta-values").and_then(|betas| betas.get(value))).collect()
    }

    /// The betas that the value needs on some models.
    pub fn betas_by_model(self) -> Vec<&'static str> {
        self.list("x-beta-by-model").collect()
    }

    /// Whether the need for a beta was inferred from the name of the beta.
    pub fn is_beta_inferred(self) -> bool {
        self.text("x-beta-confidence") == Some("by-name")
    }

    /// Whether the value needs a beta whatever it is, at least on some models.
    pub(super) fn needs_beta(self) -> bool {
        self.get("x-beta").is_some() || self.get("x-beta-by-model").is_some()
    }

    /// Whether the value needs a beta, or may.
    pub(super) fn mentions_beta(self) -> bool {
        self.needs_beta() || self.get("x-beta-values").is_some()
    }

    /// The row of `schemas/errors.json` with the API's response to a violation of `keyword`.
    pub(super) fn response_row(self, keyword: &str) -> Option<&'static str> {
        self.get("x-error")?.get(keyword)?.as_str()
    }

    /// The row with the response if none of the betas is enabled.
    pub(crate) fn response_row_without_beta(self) -> Option<&'static str> {
        self.response_row("x-beta")
    }

    pub(super) fn inserted_segment(self) -> Option<InsertedSegment> {
        match self.get("x-branch")? {
            Value::String(segment) => Some(InsertedSegment::Always(segment)),
            Value::Object(cases) => Some(InsertedSegment::ByCase(cases)),
            _ => None,
        }
    }

    /// The pattern as the API prints it, where it differs from `pattern`.
    pub fn printed_pattern(self) -> Option<&'static str> {
        self.text("x-pattern")
    }

    pub(super) fn doubtful(self) -> Option<Doubtful> {
        Some(match self.get("x-doubtful")? {
            Value::Object(keywords) => Doubtful::Keywords(keywords),
            _ => Doubtful::Member,
        })
    }

    /// The value of a keyword in `x-doubtful`.
    pub(super) fn doubtful_keyword(self, keyword: &str) -> Option<&'static Value> {
        self.get("x-doubtful")?.get(keyword)
    }

    /// Whether nothing but the types of the official clients is known.
    pub(super) fn is_from_client_types(self) -> bool {
        self.text("x-source").is_some_and(|source| source.starts_with("SDK"))
    }

    /// The targets whose bodies have the member; `None` where every body may have it.
    pub fn targets(self) -> Option<Vec<&'static str>> {
        self.get("x-where")?;
        Some(self.list("x-where").collect())
    }

    /// The scope of `schemas/renames.json` for violations of `keyword`.
    pub fn rename_scope(self, keyword: &str) -> Option<&'static str> {
        self.get("x-rename")?.get(keyword)?.as_str()
    }

    /// The API version that removed the member, as a date.
    pub fn removed_in(self) -> Option<&'static str> {
        self.text("x-removed-in")
    }

    /// What the value is, where rules distinguish it.
    pub(super) fn kind(self) -> Option<ValueKind> {
        Some(match self.text("x-kind")? {
            "content-block" => ValueKind::ContentBlock,
            "stop-sequence" => ValueKind::StopSequence,
            "thinking-block" => ValueKind::ThinkingBlock,
            "tool" => ValueKind::Tool,
            "tool-name" => ValueKind::ToolName,
            _ => return None,
        })
    }

    /// A reference to a union that has all tags of this one and others.
    pub(super) fn wider_union(self) -> Option<&'static str> {
        self.text("x-wider-union")
    }

    /// Tags that the API lists together with those of this union.
    pub(super) fn more_tags(self) -> impl Iterator<Item = &'static str> {
        self.list("x-more-tags")
    }

    pub(super) fn check_order(self) -> impl Iterator<Item = &'static str> {
        self.list("x-check-order")
    }

    pub(super) fn not_in_batch(self) -> impl Iterator<Item = NotInBatch> {
        let rows = self.get("x-not-in-batch").and_then(Value::as_array).into_iter().flatten();
        rows.filter_map(|row| {
            Some(NotInBatch {
                field: row.get("field")?.as_str()?,
                value: row.get("value"),
                response_row: row.get("answer").and_then(Value::as_str),
            })
        })
    }
}

fn strings(list: Option<&'static Value>) -> impl Iterator<Item = &'static str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
