//! The shipped schema documents, parsed once per process.

use std::sync::OnceLock;

use serde_json::Value;

use crate::json::{Node, hash};

use super::annotations::{NotInBatch, Schema};

/// Which body a node should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `POST /v1/messages`
    Request,
    /// `POST /v1/messages/count_tokens`
    CountTokens,
    /// `POST /v1/messages/batches`: the list of items. The `params` of each item are checked separately, as a request.
    Batch,
    /// One item of a batch by itself, without its `params`.
    BatchItem,
}

const REQUEST: &str = include_str!("../../schemas/request.schema.json");
const COUNT_TOKENS: &str = include_str!("../../schemas/count-tokens.schema.json");
const BATCH: &str = include_str!("../../schemas/batch.schema.json");
/// Not a file: a reference into the batch schema.
const BATCH_ITEM: &str = r#"{"$ref": "https://payloadlint.dev/schemas/batch.schema.json#/$defs/BatchItem"}"#;

impl Shape {
    pub(super) const ALL: [Shape; 4] = [Shape::Request, Shape::CountTokens, Shape::Batch, Shape::BatchItem];
    /// The shapes that have a document of their own.
    pub(crate) const FILES: [Shape; 3] = [Shape::Request, Shape::CountTokens, Shape::Batch];

    /// The schema document.
    pub fn schema(self) -> Schema {
        Schema::new(self.document())
    }

    /// The schema document as JSON.
    pub fn document(self) -> &'static Value {
        static DOCUMENTS: [OnceLock<Value>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
        let text = match self {
            Shape::Request => REQUEST,
            Shape::CountTokens => COUNT_TOKENS,
            Shape::Batch => BATCH,
            Shape::BatchItem => BATCH_ITEM,
        };
        DOCUMENTS[self as usize].get_or_init(|| parse(text))
    }
}

/// The schema that a reference or an absolute keyword location names: a file, `#` and a JSON pointer. Without a file, it is
/// in the request schema or in the batch schema.
pub(super) fn find(reference: &str) -> Option<Schema> {
    let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let by_id = |id: &str| Shape::FILES.into_iter().map(Shape::schema).find(|document| document.id() == Some(id));
    match file {
        "" => Shape::Request.schema().at(pointer).or_else(|| Shape::Batch.schema().at(pointer)),
        absolute if absolute.starts_with("https://") => by_id(absolute)?.at(pointer),
        relative => by_id(&format!("https://payloadlint.dev/schemas/{relative}"))?.at(pointer),
    }
}

/// # Panics
///
/// When a shipped schema is broken, which a test finds first.
fn parse(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => panic!("a shipped schema is not valid JSON: {error}"),
    }
}

/// A field that only the bodies for some targets have.
#[derive(Debug)]
pub struct FieldOfTargets {
    /// The name.
    pub name: &'static str,
    /// The hash of the name, to find it in a body.
    pub hash: u32,
    /// The names of the targets.
    pub targets: Vec<&'static str>,
}

/// Facts about the request that the schemas state, for code that does not validate.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Schemas {}

impl Schemas {
    /// The schema of the body of a request.
    pub fn request(self) -> Schema {
        Shape::Request.schema()
    }

    /// The union of all content blocks of a message.
    pub fn content_block(self) -> Option<Schema> {
        self.request().at("/$defs/ContentBlock")
    }

    /// The fields of a request in the order in which the API checks them.
    pub fn check_order(self) -> &'static [&'static str] {
        static ORDER: OnceLock<Vec<&'static str>> = OnceLock::new();
        ORDER.get_or_init(|| self.request().check_order().collect())
    }

    /// The position of a field in the order in which the API checks them; the greatest one for other fields.
    pub fn check_position(self, field: &str) -> usize {
        let order = self.check_order();
        order.iter().position(|name| *name == field).unwrap_or(order.len())
    }

    /// The fields that only the bodies for some targets have.
    pub fn fields_by_target(self) -> &'static [FieldOfTargets] {
        &FieldsByTarget::get().list
    }

    /// Whether a key can be one of [`Schemas::fields_by_target`]: a quick look, since most bodies have none of them.
    #[inline]
    pub(crate) fn may_depend_on_target(self, key: Node<'_>) -> bool {
        FieldsByTarget::get().bits & bit(key.key_hash()) != 0
    }

    /// The values that batch items must not have.
    pub fn not_in_batch(self) -> &'static [NotInBatch] {
        static VALUES: OnceLock<Vec<NotInBatch>> = OnceLock::new();
        VALUES.get_or_init(|| {
            let params = Shape::Batch.schema().at("/$defs/BatchItem/properties/params");
            params.into_iter().flat_map(Schema::not_in_batch).collect()
        })
    }
}

/// The fields that only the bodies for some targets have.
struct FieldsByTarget {
    list: Vec<FieldOfTargets>,
    /// The [`bit`]s of their hashes.
    bits: u64,
}

impl FieldsByTarget {
    fn get() -> &'static Self {
        static FIELDS: OnceLock<FieldsByTarget> = OnceLock::new();
        FIELDS.get_or_init(|| {
            let fields = Schemas {}.request().members();
            // The schema alone rejects a member that may not exist at all.
            let fields = fields.filter(|(_, schema)| schema.doubtful().is_none_or(|doubtful| !doubtful.is_member()));
            let of_targets = |name: &'static str, schema: Schema| {
                Some(FieldOfTargets { name, hash: hash(name.as_bytes()), targets: schema.targets()? })
            };
            let list: Vec<_> = fields.filter_map(|(name, schema)| of_targets(name, schema)).collect();
            let bits = list.iter().fold(0, |bits, field| bits | bit(field.hash));
            FieldsByTarget { list, bits }
        })
    }
}

fn bit(hash: u32) -> u64 {
    1 << (hash & 63)
}
